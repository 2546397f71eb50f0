import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { quoteFromLines } from '#mime';
import { findRecords } from './mbox-records.ts';
import { mboxSource } from './mbox-source.ts';
import { partingLine } from './mbox-writer.ts';

async function* cut(octets: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

async function text(octets: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of octets) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

async function quoted(message: string): Promise<string> {
  return await text(quoteFromLines(cut(Buffer.from(message, 'latin1'), 1_000)));
}

const DATE = Date.UTC(2026, 2, 2, 8, 5, 6);

test('the parting line is that of asctime, in UTC', () => {
  assert.equal(partingLine(DATE), 'From MAILER-DAEMON Mon Mar  2 08:05:06 2026\n');
});

test('messages in an mbox are found where they stand, however the file is cut', async () => {
  const words = fc.constantFrom('\r\n', '\n', 'From ', '>From ', 'x', 'Subject: y', 'From', '\r', '');
  const message = fc.array(words, { maxLength: 12 }).map((parts) => `${parts.join('')}\r\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 4 }), fc.integer({ min: 1, max: 9 }), async (messages, size) => {
      const inside = await Promise.all(messages.map(quoted));
      const file = Buffer.from(inside.map((one) => `${partingLine(DATE)}${one}\n`).join(''), 'latin1');
      const found: string[] = [];
      for await (const { start, end, date } of findRecords(cut(file, size))) {
        assert.equal(date, DATE);
        found.push(file.toString('latin1', start, end));
      }
      assert.deepEqual(found, inside);
    }),
  );
});

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'ceralacca-mbox-'));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content, 'latin1');
  }
  return path;
}

async function read(path: string) {
  await using source = await mboxSource(path);
  const all: Record<string, unknown[]> = {};
  for (const one of await source.folders()) {
    all[one.name] = [];
    for await (const { flags, internalDate, octets } of one.messages(() => false))
      all[one.name]!.push([await text(octets()), flags, internalDate]);
  }
  return all;
}

test('mboxes of other programs are read: LF becomes CRLF, flags stand in the header, what only waits to go is left out', async (t) => {
  const path = folder(t, {
    Inbox:
      'From someone@x.example Mon Mar  2 08:05:06 2026\nStatus: RO\nX-Status: F\n\nbody\n>From me\nFrom the middle\n\n' +
      'From - Tue Mar 03 09:00:00 2026\nX-Mozilla-Status: 0003\n\n\n\n' +
      'From - Tue Mar 03 09:00:00 2026\nX-Mozilla-Status: 0009\n\ngone\n',
    'Archivio.sbd/2024': 'From ?\r\nSubject: crlf\r\n\r\nbody\r\n\r\n',
    'Inbox.msf': '// an index',
  });
  assert.deepEqual(await read(path), {
    INBOX: [
      ['Status: RO\r\nX-Status: F\r\n\r\nbody\r\nFrom me\r\nFrom the middle\r\n', ['\\Seen', '\\Flagged'], DATE],
      ['X-Mozilla-Status: 0003\r\n\r\n\r\n', ['\\Seen', '\\Answered'], Date.UTC(2026, 2, 3, 9)],
    ],
    'Archivio/2024': [['Subject: crlf\r\n\r\nbody\r\n', [], undefined]],
  });
});

test('what is no mbox is said to be none', async (t) => {
  const path = folder(t, { 'letter.eml': 'Subject: x\r\n\r\n' });
  await assert.rejects(mboxSource(path), /is no mbox/);
  await assert.rejects(mboxSource(join(path, 'letter.eml')), /is no mbox/);
});
