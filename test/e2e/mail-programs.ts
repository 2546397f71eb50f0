import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT = { maxBuffer: 1 << 28, timeout: 120_000 };

/** Somebody's box on a server: what every program is told. `host` must be a name that the certificate holds. */
export interface Account {
  readonly host: string;
  readonly imaps: number;
  readonly user: string;
  readonly password: string;
  /** PEM file of the root. */
  readonly root: string;
}

/** One run of mbsync over all folders, both ways. What it says at the end, e.g. `F: +0/0 *0/0 #0/0 N: +3/3 *0/0 #0/0`: added, flagged, deleted at the far and the near side. */
export async function mbsync(folder: string, account: Account): Promise<string> {
  const boxes = join(folder, 'maildir');
  mkdirSync(boxes, { recursive: true });
  const file = join(folder, 'mbsyncrc');
  writeFileSync(
    file,
    `IMAPAccount box
Host ${account.host}
Port ${account.imaps}
User ${account.user}
Pass ${account.password}
SSLType IMAPS
SystemCertificates no
CertificateFile ${account.root}
AuthMechs LOGIN

IMAPStore far
Account box

MaildirStore near
Path ${boxes}/
Inbox ${boxes}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
SyncState *
`,
  );
  // Only a terminal is told the counts.
  const { stdout } = await run('script', ['-qec', `mbsync -c ${file} all`, '/dev/null'], LIMIT);
  const summary = [...stdout.matchAll(/F: \S+ \S+ \S+ +N: \S+ \S+ \S+/g)].at(-1)?.[0];
  if (summary === undefined) throw new Error(`mbsync said nothing of what it did: ${stdout.slice(-2_000)}`);
  return summary;
}

export async function offlineimap(folder: string, account: Account): Promise<void> {
  const boxes = join(folder, 'maildir');
  mkdirSync(boxes, { recursive: true });
  const file = join(folder, 'offlineimaprc');
  writeFileSync(
    file,
    `[general]
accounts = box
metadata = ${folder}/metadata
ui = basic
socktimeout = 60

[Account box]
localrepository = near
remoterepository = far

[Repository near]
type = Maildir
localfolders = ${boxes}

[Repository far]
type = IMAP
remotehost = ${account.host}
remoteport = ${account.imaps}
remoteuser = ${account.user}
remotepass = ${account.password}
ssl = yes
sslcacertfile = ${account.root}
auth_mechanisms = PLAIN
`,
  );
  const { stdout, stderr } = await run('offlineimap', ['-c', file, '-o', '-1'], LIMIT);
  const said = stdout + stderr;
  if (/ERROR|Exception/.test(said)) throw new Error(`offlineimap: ${said.slice(-2_000)}`);
}

/** Everything in INBOX, kept there; each message behind the other in one file. Answers that file's octets. */
export async function fetchmail(
  folder: string,
  account: Account,
  protocol: 'IMAP' | 'POP3',
  port: number,
): Promise<Buffer> {
  const mail = join(folder, 'mail');
  const file = join(folder, 'fetchmailrc');
  const mda = join(folder, 'take');
  writeFileSync(mail, '');
  writeFileSync(mda, `#!/bin/sh\ncat >> ${mail}\n`);
  chmodSync(mda, 0o755);
  writeFileSync(
    file,
    `set no syslog
set invisible
poll ${account.host} protocol ${protocol} service ${port} uidl
  user "${account.user}" password "${account.password}" ssl sslproto "TLS1.2+" sslcertfile "${account.root}" sslcertck
  keep fetchall no rewrite no mimedecode pass8bits mda "${mda}"
`.replace(protocol === 'IMAP' ? ' uidl' : '', ''),
    { mode: 0o600 },
  );
  const words = ['-f', file, '--nodetach', '--pidfile', join(folder, 'pid'), '--idfile', join(folder, 'ids')];
  const environment = { ...process.env, HOME: folder, FETCHMAILHOME: folder };
  await run('fetchmail', words, { ...LIMIT, env: environment });
  return readFileSync(mail);
}

/** Everything in INBOX into a Maildir; messages it has had already are left alone. Answers what it says. */
export async function getmail(folder: string, account: Account): Promise<string> {
  const boxes = join(folder, 'maildir');
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(boxes, name), { recursive: true });
  // As root it delivers only for somebody else, to whom all of it must belong.
  const owner = process.getuid?.() === 0 ? 'user = nobody\n' : '';
  if (owner !== '') await run('chown', ['-R', 'nobody', folder]);
  writeFileSync(
    join(folder, 'getmailrc'),
    `[retriever]
type = SimpleIMAPSSLRetriever
server = ${account.host}
port = ${account.imaps}
username = ${account.user}
password = ${account.password}
ca_certs = ${account.root}
mailboxes = ("INBOX",)

[destination]
type = Maildir
path = ${boxes}/
${owner}
[options]
read_all = false
delete = false
delivered_to = false
received = false
`,
  );
  const { stdout, stderr } = await run('getmail', ['--getmaildir', folder, '--rcfile', 'getmailrc'], LIMIT);
  return stdout + stderr;
}

/** mutt or neomutt with a terminal of its own: copies everything in INBOX into an mbox and quits. */
export async function mutt(program: 'mutt' | 'neomutt', folder: string, account: Account): Promise<Buffer> {
  const mail = join(folder, 'copies');
  // It asks to make its folder, and takes the first key of ours for the answer.
  mkdirSync(join(folder, 'Mail'));
  const file = join(folder, 'muttrc');
  writeFileSync(
    file,
    `set imap_user="${account.user}"
set imap_pass="${account.password}"
set ssl_force_tls=yes
set ssl_ca_certificates_file="${account.root}"
set ssl_verify_host=yes
set mbox_type=mbox
set confirmappend=no
set confirmcreate=no
set mail_check=0
set copy=no
set delete=no
set quit=yes
set wait_key=no
set header_cache=""
set message_cachedir=""
push "<tag-pattern>~A<enter><tag-prefix><copy-message>${mail}<enter><quit>"
`,
  );
  const command = `${program} -n -F ${file} -f imaps://${account.host}:${account.imaps}/INBOX`;
  await run('script', ['-qec', command, '/dev/null'], {
    ...LIMIT,
    env: { ...process.env, TERM: 'xterm', HOME: folder },
  });
  return readFileSync(mail);
}

/** Files of a Maildir or a tree of them, `.mbsyncstate` and such left out. */
export function mailFiles(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((name) => /\/(cur|new)\/[^/]+$/.test(name) && statSync(name).isFile())
    .sort();
}

/** SHA-256 of a message as a program keeps it, its line ends made CRLF again. */
export function digestOfKept(kept: Uint8Array): string {
  return digest(Buffer.from(Buffer.from(kept).toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
}

export function digest(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}
