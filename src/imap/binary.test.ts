import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascii, concat, encodeBase64, encodeQuotedPrintable, latin1ToString, messageTreeOf } from '#mime';
import { type BinaryPart, binaryPart, binarySize, readBinary } from './binary.ts';
import type { Partial } from './query.ts';

function reader(bytes: Uint8Array) {
  return async function* (start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; at += 11) yield bytes.slice(at, Math.min(at + 11, end));
  };
}

function part(message: Uint8Array, path: readonly number[]): BinaryPart {
  const found = binaryPart(messageTreeOf(message), path);
  assert.ok(typeof found === 'object', `${path} is ${found}`);
  return found;
}

async function told(message: Uint8Array, path: readonly number[], partial?: Partial): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readBinary(part(message, path), reader(message), partial)) pieces.push(piece.slice());
  return latin1ToString(concat(pieces));
}

const ODD = ascii(
  'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Transfer-Encoding: Base64\r\n\r\n' +
    'SGVs\r\nbG8sIA==\r\n  d29ybG Q=\r\n\r\n--x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
    'caff=E8 \r\nlungo=\r\n.\r\n--x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin\r\n' +
    '--x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: \u00e8\r\n\r\n\0\u00ff\r\n--x--\r\n',
);

test('base64 is decoded whatever its lines, and what follows padding with it', async () => {
  assert.equal(await told(ODD, [1]), 'Hello, world');
  assert.equal(await binarySize(part(ODD, [1]), reader(ODD)), 12);
});

test('quoted-printable is decoded, line ends stay CRLF', async () => {
  assert.equal(await told(ODD, [2]), 'caff\u00e8\r\nlungo.');
});

test('an unknown encoding is told, and so is a part that is not there', () => {
  assert.equal(binaryPart(messageTreeOf(ODD), [3]), 'unknown-cte');
  assert.equal(binaryPart(messageTreeOf(ODD), [5]), undefined);
});

test('the message, multiparts and messages in it come as they are', async () => {
  assert.equal(await told(ODD, []), latin1ToString(ODD));
  assert.equal(await told(ODD, [4]), 'Subject: \u00e8\r\n\r\n\0\u00ff');
  assert.equal(await told(ODD, [4, 1]), '\0\u00ff');
  assert.equal(await binarySize(part(ODD, []), reader(ODD)), ODD.length);
});

test('a partial counts decoded octets, and the size is that of what is sent', async () => {
  const encodings = fc.constantFrom('base64', 'quoted-printable', 'binary');
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      encodings,
      fc.nat({ max: 320 }),
      fc.integer({ min: 1, max: 320 }),
      async (bytes, encoding, from, length) => {
        const body =
          encoding === 'base64'
            ? ascii(encodeBase64(bytes))
            : encoding === 'binary'
              ? bytes
              : ascii(encodeQuotedPrintable(bytes));
        const message = concat([ascii(`Content-Transfer-Encoding: ${encoding}\r\n\r\n`), body]);
        assert.equal(await binarySize(part(message, [1]), reader(message)), bytes.length);
        assert.equal(await told(message, [1]), latin1ToString(bytes));
        assert.equal(await told(message, [1], [from, length]), latin1ToString(bytes.slice(from, from + length)));
      },
    ),
    { numRuns: 300 },
  );
});
