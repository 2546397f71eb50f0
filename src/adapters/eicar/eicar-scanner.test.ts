import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { EICAR, eicarScanner } from './eicar-scanner.ts';

async function* chunked(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const infected = async (text: string | Buffer, size = 65_536) =>
  (await eicarScanner().scan(chunked(text, size))).infected;

function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
}

test('finds the test file as it stands, however the octets are cut', async () => {
  assert.equal(EICAR.length, 68);
  for (const size of [1, 7, 67, 68, 191, 192, 193, 4096]) {
    assert.ok(await infected(`${'a'.repeat(500)}${EICAR}${'b'.repeat(500)}`, size), `pieces of ${size}`);
  }
});

test('finds it in a base64 attachment, at any offset and across lines and pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 700 }), async (before, after, size) => {
      const file = Buffer.concat([Buffer.alloc(before, 7), Buffer.from(EICAR), Buffer.alloc(after, 9)]);
      return infected(`Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(file)}\r\n`, size);
    }),
    { numRuns: 200 },
  );
});

test('passes everything else, a near miss too, and says plainly how little it knows', async () => {
  assert.equal(await infected(''), false);
  assert.equal(await infected(EICAR.slice(1)), false);
  assert.equal(await infected(base64Lines(Buffer.from(EICAR.replace('TEST', 'TeST')))), false);
  assert.equal(eicarScanner().description, 'sandbox scanner: knows only EICAR');
});
