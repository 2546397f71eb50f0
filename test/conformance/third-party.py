"""Reads PEC messages with nothing but Python's own library and prints what it read, as JSON."""
import json
import sys
from email import policy
from email.parser import BytesParser
from xml.etree import ElementTree


def named(message, name):
    """Parts of that name, without descending into enclosed messages."""
    signed = list(message.iter_parts())[0]
    return [part for part in signed.iter_parts() if part.get_filename() == name]


def daticert(part):
    if part is None:
        return None
    root = ElementTree.fromstring(part.get_content())
    text = lambda path: (root.findtext(path) or None)
    return {
        "tipo": root.get("tipo"),
        "errore": root.get("errore"),
        "mittente": text("intestazione/mittente"),
        "destinatari": [[to.text, to.get("tipo")] for to in root.findall("intestazione/destinatari")],
        "oggetto": text("intestazione/oggetto"),
        "gestore": text("dati/gestore-emittente"),
        "giorno": text("dati/data/giorno"),
        "ora": text("dati/data/ora"),
        "identificativo": text("dati/identificativo"),
        "msgid": text("dati/msgid"),
        "consegna": text("dati/consegna"),
    }


def read(path):
    with open(path, "rb") as file:
        message = BytesParser(policy=policy.default).parse(file)
    originals = [part.get_payload(0) for part in named(message, "postacert.eml")]
    return {
        "type": message.get_content_type(),
        "trasporto": message.get("X-Trasporto"),
        "ricevuta": message.get("X-Ricevuta"),
        "messageId": message.get("Message-ID"),
        "riferimento": message.get("X-Riferimento-Message-ID"),
        "subject": message.get("Subject"),
        "daticert": daticert(next(iter(named(message, "daticert.xml")), None)),
        "original": [[str(one.get("Message-ID")), str(one.get("X-Riferimento-Message-ID"))] for one in originals],
        "defects": [type(one).__name__ for part in message.walk() for one in part.defects],
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
