import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSection, type Section, sectionOctets, writeSection } from '#imap';
import { concat, latin1ToString, type MessageTree, messageTreeOf, type ReadOctets, toLatin1 } from '#mime';

const DOVECOT = '/usr/lib/dovecot/imap';
const missing = spawnSync(DOVECOT, ['-?']).error ? 'dovecot-imapd is not installed' : false;
/** Dovecot opens no mailbox as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

function crlf(text: string): Uint8Array {
  return toLatin1(text.replace(/\r?\n/g, '\r\n'));
}

const INNER = 'Subject: in\nFrom: q@w.example\n\ninner body\n';
const MIXED = 'Content-Type: multipart/mixed; boundary=x\nSubject: m\n\n';
const ODD: readonly Uint8Array[] = [
  'Subject: header only\nFrom: a@b.example\n',
  'Subject: no final line end\n\nbody',
  `${MIXED}pre\n--x\n\none\ntwo\n--x\nContent-Type: message/rfc822\n\n${INNER}\n--x--\nepilogue\n`,
  `${MIXED}--x\nContent-Type: multipart/alternative; boundary=y\n\n--y\n\na\n--y\n\n\n--y--\n\n\n--x\n\n--x--\n\n\n`,
  `${MIXED}--x\nContent-Type: message/rfc822\n\n${MIXED.replaceAll('x', 'z')}--z\n\nin\n--z--\n\n--x\nContent-Transfer-Encoding: base64\n\nSGVs\nbG8=\n--x--`,
  `Content-Type: message/rfc822\nSubject: top\n\n${INNER}`,
  `Content-Type: multipart/digest; boundary=d\n\n--d\n\n${INNER}\n--d\nContent-Type: text/plain\n\nno message\n--d--\n`,
  'Subject: qp\nContent-Transfer-Encoding: quoted-printable\n\ncaff=E8 \nlungo=\n.\n',
].map(crlf);

function messages(): Uint8Array[] {
  const golden = new URL('golden/', import.meta.url);
  const names = readdirSync(golden).filter((name) => name.endsWith('.eml'));
  return [...ODD, ...names.map((name) => new Uint8Array(readFileSync(new URL(name, golden))))];
}

/** Sections of every part, whatever can be asked of it. */
function sectionsOf(tree: MessageTree, path: number[] = []): Section[] {
  const message = path.length === 0 ? tree : tree.message;
  const sections: Section[] = [{ path }];
  if (path.length > 0) sections.push({ path, text: 'MIME' });
  if (message === undefined) {
    return [...sections, ...tree.children.flatMap((child, i) => sectionsOf(child, [...path, i + 1]))];
  }
  sections.push({ path, text: 'HEADER' }, { path, text: 'TEXT' });
  // Where a message ends within its header, Dovecot adds an empty line to some choices of fields and not to others.
  if (message.part.bodyStart < message.part.end) {
    const fields = ['Subject', 'From', 'Content-Type'];
    sections.push({ path, text: { fields, not: false } }, { path, text: { fields, not: true } });
  }
  if (message.children.length === 0) sections.push({ path: [...path, 1] }, { path: [...path, 1], text: 'MIME' });
  return [...sections, ...message.children.flatMap((child, i) => sectionsOf(child, [...path, i + 1]))];
}

/** What Dovecot answers to `BODY.PEEK[…]` of each message, by `message section`. */
function answers(folder: string, asked: readonly (readonly [number: number, section: string])[]): Map<string, string> {
  const config = join(folder, 'dovecot.conf');
  writeFileSync(
    config,
    `mail_location = maildir:${folder}/Maildir\nlog_path = ${folder}/log\nssl = no\nfirst_valid_uid = 1\n`,
  );
  const commands = asked.map(([number, section], i) => `a${i} FETCH ${number} ${section}\r\n`);
  const { stdout } = spawnSync(DOVECOT, ['-c', config], {
    input: `a SELECT INBOX\r\n${commands.join('')}z LOGOUT\r\n`,
    env: { USER: 'nobody', HOME: folder },
    maxBuffer: 64 * 1024 * 1024,
    ...NOBODY,
  });
  const text = latin1ToString(new Uint8Array(stdout));
  const found = new Map<string, string>();
  const head = /\* (\d+) FETCH \(([A-Z.]+\[[^\]]*\]) (?:\{(\d+)\}\r\n|(\d+|NIL|""))/g;
  for (let match = head.exec(text); match !== null; match = head.exec(text)) {
    const size = Number(match[3] ?? 0);
    found.set(`${match[1]} ${match[2]}`, match[4] ?? text.slice(head.lastIndex, head.lastIndex + size));
    head.lastIndex += size;
  }
  return found;
}

function reader(bytes: Uint8Array): ReadOctets {
  return async function* (start, end) {
    yield bytes.subarray(start, end);
  };
}

async function ours(bytes: Uint8Array, section: Section): Promise<string> {
  const octets = sectionOctets(messageTreeOf(bytes), section)!;
  const pieces: Uint8Array[] = [];
  for await (const piece of readSection(octets, reader(bytes))) pieces.push(piece);
  return latin1ToString(concat(pieces));
}

test('Dovecot sends the same octets for every section of every message', { skip: missing }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-sections-'));
  try {
    chmodSync(folder, 0o777);
    for (const name of ['', 'cur', 'new', 'tmp']) {
      mkdirSync(join(folder, 'Maildir', name), { recursive: true });
      if (NOBODY.uid !== undefined) chownSync(join(folder, 'Maildir', name), NOBODY.uid, NOBODY.gid);
    }
    const all = messages();
    for (const [i, bytes] of all.entries())
      writeFileSync(join(folder, 'Maildir/cur', `${1000 + i}.M${i}.h:2,S`), bytes);
    const asked = all.flatMap((bytes, i) =>
      sectionsOf(messageTreeOf(bytes)).map((section) => ({ number: i + 1, bytes, section })),
    );
    const told = answers(
      folder,
      asked.map(({ number, section }) => [number, `BODY.PEEK[${writeSection(section)}]`] as const),
    );
    assert.ok(asked.length > 200);
    for (const { number, bytes, section } of asked) {
      const name = `${number} BODY[${writeSection(section)}]`;
      const theirs = told.get(name.toUpperCase()) ?? told.get(name);
      assert.equal(await ours(bytes, section), theirs === 'NIL' || theirs === '""' ? '' : theirs, name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
