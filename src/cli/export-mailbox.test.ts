import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { toLatin1 } from '#mime';
import type { Mailbox, MailFolder, MailItem, StoredMessage } from '#ports';
import { exportMailbox, verifyExport } from './export-mailbox.ts';
import type { ExportFormat, ManifestLine } from './export-manifest.ts';
import { Transfer } from './transfer.ts';

const NOW = Date.UTC(2026, 2, 2, 8);
const UGO: Mailbox = {
  id: 'ugo',
  address: 'ugo@pec.alfa.example',
  holder: 'Ugo',
  kind: 'user',
  status: 'active',
  quotaBytes: 1_000_000,
  ordinaryMail: { kind: 'accept' },
};

/** Messages that a careless writer would change. */
const SHAPES: readonly string[] = [
  'Subject: plain\r\n\r\nbody\r\n',
  'Subject: no end\r\n\r\nbody',
  'Subject: two ends\r\n\r\nbody\r\n\r\n\r\n',
  'Subject: quoting\r\n\r\nFrom here\r\n>From there\r\n\r\nFrom after an empty line\r\n',
  'From the first line on\r\n',
  'Subject: bare\n\nline\rends\r\n\0\xff\r',
  '',
  '\n',
];

class House {
  readonly messages = new Map<string, StoredMessage>();
  readonly items = new Map<string, MailItem[]>();
  readonly folders: MailFolder[] = [];

  folder(name: string, texts: readonly string[], flags: readonly string[] = []): this {
    const id = String(this.folders.length + 1);
    const common = { mailbox: 'ugo', uidValidity: 1_000 + this.folders.length, highestModseq: 1, recentUid: 0 };
    this.folders.push({
      ...common,
      id,
      name,
      uidNext: texts.length + 1,
      ...(name === 'Sent' && { specialUse: '\\Sent' }),
    });
    const items = texts.map((text, at) => this.item(`${id}-${at + 1}`, at + 1, text, flags));
    this.items.set(id, items);
    return this;
  }

  item(messageId: string, uid: number, text: string, flags: readonly string[]): MailItem {
    const octets = toLatin1(text);
    const sha256 = createHash('sha256').update(octets).digest('hex');
    this.messages.set(messageId, { id: messageId, rope: [octets], size: octets.length, sha256 });
    const internalDate = NOW - 1_000 * uid - 7;
    return { uid, modseq: uid, messageId, size: octets.length, internalDate, savedAt: NOW, flags, thread: `t${uid}` };
  }

  get ports() {
    return {
      store: {
        folders: async () => this.folders,
        changes: async (id: string) => {
          const folder = this.folders.find((one) => one.id === id);
          return folder && { folder, items: this.items.get(id)!, vanished: [], vanishedAt: 0 };
        },
        messages: async (ids: readonly string[]) =>
          new Map(ids.flatMap((id) => (this.messages.has(id) ? [[id, this.messages.get(id)!] as const] : []))),
      },
      blobs: memoryBlobs(),
      now: () => NOW,
    };
  }
}

function setting(t: TestContext) {
  const out = mkdtempSync(join(tmpdir(), 'ceralacca-export-'));
  t.after(() => rmSync(out, { recursive: true }));
  const said: string[] = [];
  return {
    out,
    said,
    async run(house: House, format: ExportFormat, resume = false) {
      const transfer = new Transfer('exported', { say: (text) => said.push(text), isTerminal: false, now: () => 0 });
      await exportMailbox({ mailbox: UGO, format, out, resume }, house.ports, transfer);
      await verifyExport(out, transfer);
      return transfer;
    },
    manifest: () =>
      readFileSync(join(out, 'manifest.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as ManifestLine),
  };
}

const house = () =>
  new House().folder('Sent', SHAPES, ['\\Seen', '$PEC-inviato']).folder('INBOX', SHAPES).folder('Città/2024', []);

for (const format of ['maildir', 'mbox'] as const) {
  describe(`an export as ${format}`, () => {
    test('has every octet of every message, and a manifest that says so', async (t) => {
      const { run, manifest } = setting(t);
      const transfer = await run(house(), format);
      assert.deepEqual([transfer.done, transfer.checked, transfer.bad], [16, 16, 0]);
      const lines = manifest();
      assert.deepEqual(lines[0], {
        kind: 'export',
        version: 1,
        address: UGO.address,
        format,
        begun: '2026-03-02T08:00:00.000Z',
      });
      const folders = lines.flatMap((line) => (line.kind === 'folder' ? [[line.folder, line.specialUse]] : []));
      assert.deepEqual(folders, [
        ['INBOX', undefined],
        ['Città/2024', undefined],
        ['Sent', '\\Sent'],
      ]);
      const sums = lines.flatMap((line) => (line.kind === 'message' && line.folder === 'Sent' ? [line.sha256] : []));
      assert.deepEqual(
        sums,
        SHAPES.map((text) => createHash('sha256').update(toLatin1(text)).digest('hex')),
      );
      assert.deepEqual(lines.at(-1), { kind: 'end', messages: 16, ended: '2026-03-02T08:00:00.000Z' });
    });

    test('tells of a message that cannot be read, and goes on with the others', async (t) => {
      const { run, said, manifest } = setting(t);
      const broken = house();
      broken.messages.delete('1-2');
      broken.messages.set('1-3', { ...broken.messages.get('1-3')!, sha256: '0'.repeat(64) });
      const transfer = await run(broken, format);
      assert.deepEqual([transfer.done, transfer.checked, transfer.bad], [14, 14, 2]);
      assert.match(said.join(''), /Sent UID 2: its octets \(1-2\) are not in the store/);
      assert.match(said.join(''), /Sent UID 3: its octets have another SHA-256/);
      assert.ok(manifest().every(({ kind }) => kind !== 'end'));
      const mended = await run(house(), format, true);
      assert.deepEqual([mended.done, mended.before, mended.bad], [2, 14, 0]);
    });

    test('finds when it was changed since', async (t) => {
      const { run, out } = setting(t);
      await run(house(), format);
      const file = readdirSync(out, { recursive: true, withFileTypes: true })
        .map((entry) => join(entry.parentPath, entry.name))
        .find((path) => /U1V1000|Sent\.mbox/.test(path))!;
      writeFileSync(file, readFileSync(file, 'latin1').replace('plain', 'plaim'), 'latin1');
      const transfer = await run(house(), format, true);
      assert.deepEqual([transfer.checked, transfer.bad], [15, 1]);
    });
  });

  describe(`an export as ${format} that was begun before`, () => {
    test('goes on where a kill left it, whatever was half written', async (t) => {
      const { run, manifest, out } = setting(t);
      await run(house(), format);
      const whole = manifest();
      const path = join(out, 'manifest.jsonl');
      const lengths = [1, 2, 200, 700, 1_500, statSync(path).size - 3];
      for (const length of lengths) {
        truncateSync(path, length);
        const transfer = await run(house(), format, true);
        assert.deepEqual([transfer.done + transfer.before, transfer.checked, transfer.bad], [16, 16, 0]);
        assert.deepEqual(manifest(), whole);
      }
    });

    test('takes what came since, and leaves what it has', async (t) => {
      const { run, manifest } = setting(t);
      const growing = house();
      await run(growing, format);
      growing.items.get('2')!.push(growing.item('new', 99, 'Subject: new\r\n\r\n', []));
      const transfer = await run(growing, format, true);
      assert.deepEqual([transfer.done, transfer.before, transfer.checked], [1, 16, 17]);
      assert.equal(manifest().filter(({ kind }) => kind === 'end').length, 1);
    });

    test('that is there already is only gone on with when asked, and only of the same mailbox', async (t) => {
      const { run, out } = setting(t);
      await run(house(), format);
      await assert.rejects(run(house(), format), /--resume goes on with it/);
      await assert.rejects(run(house(), format === 'mbox' ? 'maildir' : 'mbox', true), /is of ugo@pec.alfa.example as/);
      writeFileSync(join(out, 'manifest.jsonl'), 'nonsense\n');
      await assert.rejects(run(house(), format, true), /manifest.jsonl:1 is not a line of JSON/);
    });
  });
}

test('a Maildir++ has flags in its names, keywords by Dovecot, and the internal date as the time of the file', async (t) => {
  const { run, out } = setting(t);
  await run(house(), 'maildir');
  assert.deepEqual(readdirSync(out).sort(), ['.Citt&AOA-.2024', '.Sent', 'cur', 'manifest.jsonl', 'new', 'tmp']);
  assert.equal(readFileSync(join(out, '.Sent/dovecot-keywords'), 'utf8'), '0 $PEC-inviato\n');
  const [file] = readdirSync(join(out, '.Sent/cur')).filter((name) => name.includes('U1V1000'));
  assert.equal(file, '1772438398.U1V1000.ceralacca,S=24:2,Sa');
  assert.equal(statSync(join(out, '.Sent/cur', file!)).mtimeMs, NOW - 1_007);
  assert.equal(statSync(join(out, '.Sent/cur', file!)).mode & 0o077, 0);
  assert.deepEqual(readdirSync(join(out, '.Sent/tmp')), []);
});

test('an mbox is what every mail program reads, its parting lines in UTC', async (t) => {
  const { run, out } = setting(t);
  await run(new House().folder('INBOX', SHAPES.slice(0, 4)), 'mbox');
  const text = readFileSync(join(out, 'INBOX.mbox'), 'latin1');
  assert.ok(
    text.startsWith('From MAILER-DAEMON Mon Mar  2 07:59:58 2026\nSubject: plain\r\n\r\nbody\r\n\nFrom MAILER-DAEMON '),
  );
  assert.match(text, /\n>From here\r\n>>From there\r\n\r\n>From after/);
  assert.equal(text.match(/^From /gm)!.length, 4);
});
