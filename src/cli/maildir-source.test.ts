import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ExportFormat, manifestPath } from './export-manifest.ts';
import { maildirSource } from './maildir-source.ts';
import { mboxSource } from './mbox-source.ts';

const SECRET = 'a private key\n';

/** A Maildir as a stranger may have made it, beside a file that is none of his. */
function hostile(t: TestContext): { readonly root: string; readonly secret: string } {
  const base = mkdtempSync(join(tmpdir(), 'ceralacca-maildir-'));
  t.after(() => rmSync(base, { recursive: true }));
  const root = join(base, 'Maildir');
  const secret = join(base, 'secret.pem');
  writeFileSync(secret, SECRET);
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(root, name), { recursive: true });
  return { root, secret };
}

async function read(source: Awaited<ReturnType<typeof maildirSource>>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of await source.folders()) {
    for await (const message of folder.messages(() => false)) {
      const pieces: Uint8Array[] = [];
      try {
        for await (const piece of message.octets()) pieces.push(piece);
        found.push(`${folder.name}: ${Buffer.concat(pieces).toString()}`);
      } catch (fault) {
        found.push(`${folder.name}: ${(fault as Error).message.replace(/^.*Maildir\//, '')}`);
      }
    }
  }
  return found;
}

test('a link, a pipe or a folder in a Maildir is no message, and nothing is read through it', async (t) => {
  const { root, secret } = hostile(t);
  writeFileSync(join(root, 'cur', '1.good'), 'Subject: x\n\n');
  symlinkSync(secret, join(root, 'cur', '2.link'));
  symlinkSync('nowhere', join(root, 'cur', '3.broken'));
  execFileSync('mkfifo', [join(root, 'new', '4.pipe')]);
  mkdirSync(join(root, 'new', '5.folder'));
  symlinkSync('/dev/zero', join(root, 'dovecot-keywords'));
  const none = 'is no file but a link, a pipe or a device';
  assert.deepEqual(await read(await maildirSource(root)), [
    'INBOX: Subject: x\r\n\r\n',
    `INBOX: cur/2.link ${none}`,
    `INBOX: cur/3.broken ${none}`,
    `INBOX: new/4.pipe ${none}`,
    `INBOX: new/5.folder ${none}`,
  ]);
});

test('a folder of messages that is a link to elsewhere is none of the Maildir', async (t) => {
  const { root } = hostile(t);
  const elsewhere = mkdtempSync(join(tmpdir(), 'ceralacca-maildir-'));
  t.after(() => rmSync(elsewhere, { recursive: true }));
  writeFileSync(join(elsewhere, 'secret'), SECRET);
  mkdirSync(join(root, '.Altri', 'new'), { recursive: true });
  symlinkSync(elsewhere, join(root, '.Altri', 'cur'));
  symlinkSync(elsewhere, join(root, '.Tutti'));
  assert.deepEqual(await read(await maildirSource(root)), []);
});

test('a manifest names only files of its own folder', async (t) => {
  const { root, secret } = hostile(t);
  const manifest = (format: ExportFormat, file: string) => {
    const message = { kind: 'message', folder: 'INBOX', uidValidity: 1, uid: 1, size: SECRET.length, flags: [] };
    const lines = [
      { kind: 'export', version: 1, address: 'x', format, begun: '' },
      { kind: 'folder', folder: 'INBOX', uidValidity: 1 },
      { ...message, sha256: '', internalDate: '2026-03-02T08:00:00Z', file, offset: 0, length: 99 },
    ];
    writeFileSync(manifestPath(root), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  for (const file of ['../secret.pem', secret]) {
    manifest('mbox', file);
    assert.match(
      (await read(await mboxSource(root))).join(),
      /^INBOX: secret\.pem'$/,
      'looked for in the folder alone',
    );
  }
  symlinkSync(secret, join(root, 'INBOX.mbox'));
  manifest('mbox', 'INBOX.mbox');
  assert.match((await read(await mboxSource(root))).join(), /no file but a link/);
});
