"""Reads a mailbox with the clients of Python's library, and prints the SHA-256 of every message as JSON."""

import hashlib
import imaplib
import json
import os
import poplib
import ssl
import sys

host, imaps, pop3s, root = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
user, password = os.environ["BOX_USER"], os.environ["BOX_PASSWORD"]
trust = ssl.create_default_context(cafile=root)


def digest(octets):
    return hashlib.sha256(octets).hexdigest()


def ok(answer):
    status, data = answer
    if status != "OK":
        raise SystemExit(f"{status} {data}")
    return data


told = {}
with imaplib.IMAP4_SSL(host, imaps, ssl_context=trust) as imap:
    ok(imap.login(user, password))
    ok(imap.enable("UTF8=ACCEPT"))
    ok(imap.select("INBOX", readonly=True))
    numbers = ok(imap.search(None, "ALL"))[0].split()
    told["imap"] = [digest(ok(imap.fetch(number, "(BODY.PEEK[])"))[0][1]) for number in numbers]
    ok(imap.sort("(REVERSE ARRIVAL)", "UTF-8", "ALL"))
    ok(imap.thread("REFERENCES", "UTF-8", "ALL"))
    ok(imap.create('"Da Python"'))
    ok(imap.append('"Da Python"', r"(\Seen)", None, b"Subject: da Python\r\n\r\nciao\r\n"))
    ok(imap.select('"Da Python"'))
    ok(imap.store("1", "+FLAGS", r"(\Deleted)"))
    ok(imap.expunge())
    told["folders"] = [line.decode().split('" ')[-1].strip('"') for line in ok(imap.list('""', '"Da*"'))]
    ok(imap.unselect())
    ok(imap.delete('"Da Python"'))

pop3 = poplib.POP3_SSL(host, pop3s, context=trust)
pop3.user(user)
pop3.pass_(password)
count, _ = pop3.stat()
told["pop3"] = [digest(b"".join(line + b"\r\n" for line in pop3.retr(n)[1])) for n in range(1, count + 1)]
pop3.quit()

print(json.dumps(told))
