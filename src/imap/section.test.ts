import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascii, concat, latin1ToString, type MessageTree, messageTreeOf } from '#mime';
import type { Partial, Section } from './query.ts';
import { partialRange, readSection, sectionOctets } from './section.ts';

function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function reader(bytes: Uint8Array) {
  return async function* (start: number, end: number): AsyncGenerator<Uint8Array> {
    assert.ok(start >= 0 && start <= end && end <= bytes.length);
    for (let at = start; at < end; at += 7) yield bytes.subarray(at, Math.min(at + 7, end));
  };
}

async function told(message: string, section: Section, partial?: Partial): Promise<string | undefined> {
  const bytes = ascii(message);
  const octets = sectionOctets(messageTreeOf(bytes), section);
  if (octets === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of readSection(octets, reader(bytes), partial)) pieces.push(piece);
  const text = latin1ToString(concat(pieces));
  if (partial === undefined) assert.equal(text.length, octets.size);
  return text;
}

const INNER = crlf('Subject: in\nFrom: q@w.example\n\ninner body\n');
const MIXED = crlf(
  `Content-Type: multipart/mixed; boundary=x\nSubject: m\n\npre\n--x\n\none\ntwo\n--x\nContent-Type: message/rfc822\n\n${INNER}\n` +
    '--x\nContent-Type: message/rfc822\n\nSubject: cut\n--x\n' +
    'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaGkNCg0KYm9keQ0K\n--x--\nepilogue\n',
);

test('a message is its header and its text, and nothing else', async () => {
  const [header, text] = [
    await told(MIXED, { path: [], text: 'HEADER' }),
    await told(MIXED, { path: [], text: 'TEXT' }),
  ];
  assert.equal(header, crlf('Content-Type: multipart/mixed; boundary=x\nSubject: m\n\n'));
  assert.equal(header! + text!, MIXED);
  assert.equal(await told(MIXED, { path: [] }), MIXED);
});

test('parts of a multipart are counted from 1, without the line end of the boundary', async () => {
  assert.equal(await told(MIXED, { path: [1] }), 'one\r\ntwo');
  assert.equal(await told(MIXED, { path: [1], text: 'MIME' }), '\r\n');
  assert.equal(await told(MIXED, { path: [2], text: 'MIME' }), 'Content-Type: message/rfc822\r\n\r\n');
  assert.equal(await told(MIXED, { path: [4] }), 'U3ViamVjdDogaGkNCg0KYm9keQ0K');
  for (const path of [[5], [0], [1, 1], [2, 2], [2, 1, 1]]) assert.equal(await told(MIXED, { path }), undefined);
  assert.equal(await told(MIXED, { path: [1], text: 'HEADER' }), undefined);
  assert.equal(await told(MIXED, { path: [1], text: 'TEXT' }), undefined);
});

test('an attached message has a header, a text and parts of its own', async () => {
  assert.equal(await told(MIXED, { path: [2] }), INNER);
  assert.equal(await told(MIXED, { path: [2], text: 'HEADER' }), 'Subject: in\r\nFrom: q@w.example\r\n\r\n');
  assert.equal(await told(MIXED, { path: [2], text: 'TEXT' }), 'inner body\r\n');
  assert.equal(await told(MIXED, { path: [2, 1] }), 'inner body\r\n');
  assert.equal(await told(MIXED, { path: [2, 1], text: 'MIME' }), 'Subject: in\r\nFrom: q@w.example\r\n\r\n');
  const subject = { fields: ['SUBJECT'], not: false };
  assert.equal(await told(MIXED, { path: [2], text: subject }), 'Subject: in\r\n\r\n');
  // The line end behind this header belongs to the boundary.
  assert.equal(await told(MIXED, { path: [3], text: subject }), 'Subject: cut\r\n\r\n');
  assert.equal(await told(MIXED, { path: [4], text: 'HEADER' }), undefined);
});

test('a message that is no multipart has one part, itself', async () => {
  const plain = crlf('Subject: x\n\nbody\n');
  assert.equal(await told(plain, { path: [1] }), 'body\r\n');
  assert.equal(await told(plain, { path: [1], text: 'MIME' }), 'Subject: x\r\n\r\n');
  assert.equal(await told(plain, { path: [], text: 'MIME' }), undefined);
  for (const path of [[2], [1, 1]]) assert.equal(await told(plain, { path }), undefined);
  const whole = crlf(`Content-Type: message/rfc822\nSubject: outer\n\n${plain}`);
  assert.equal(await told(whole, { path: [1] }), plain);
  assert.equal(await told(whole, { path: [1], text: 'HEADER' }), 'Subject: x\r\n\r\n');
  assert.equal(await told(whole, { path: [1, 1] }), 'body\r\n');
  assert.equal(await told(whole, { path: [1, 1, 1] }), undefined);
  const childless = crlf('Content-Type: multipart/mixed; boundary=x\n\nnothing here\n');
  assert.equal(await told(childless, { path: [1] }), 'nothing here\r\n');
  assert.equal(await told(childless, { path: [2] }), undefined);
});

test('chosen fields come verbatim, folded as they are, in their order, and an empty line ends them', async () => {
  const message = crlf(
    'Received: a\n\tb\nSubject: one\n two\nX-Y: 1\nno colon\nsubject : again\nTo: z@z.example\n\nSubject: not here\n',
  );
  const fields = ['SUBJECT', 'x-y', 'Missing'];
  assert.equal(
    await told(message, { path: [], text: { fields, not: false } }),
    'Subject: one\r\n two\r\nX-Y: 1\r\nsubject : again\r\n\r\n',
  );
  assert.equal(
    await told(message, { path: [], text: { fields, not: true } }),
    'Received: a\r\n\tb\r\nTo: z@z.example\r\n\r\n',
  );
  assert.equal(await told(message, { path: [], text: { fields: ['missing'], not: false } }), '\r\n');
});

test('chosen fields end with an empty line, also where the message has none', async () => {
  const subject = { path: [], text: { fields: ['subject'], not: false } };
  for (const end of ['', '\r\n', '\r\n\r\n', '\r\n\r\nbody']) {
    assert.equal(await told(`From: a@b.example\r\nSubject: x${end}`, subject), 'Subject: x\r\n\r\n');
  }
  assert.equal(await told('', subject), '\r\n');
  assert.equal(await told('Subject: x', { path: [], text: 'HEADER' }), 'Subject: x');
});

test('a partial is that piece of the whole, across pieces and beyond the end', async () => {
  const sections: Section[] = [
    { path: [] },
    { path: [2] },
    { path: [], text: { fields: ['subject', 'content-type'], not: false } },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sections),
      fc.nat({ max: 700 }),
      fc.nat({ max: 400 }),
      async (s, from, length) => {
        const whole = (await told(MIXED, s))!;
        assert.equal(await told(MIXED, s, [from, length]), whole.slice(from, from + length));
        const [start, end] = partialRange(whole.length, [from, length]);
        assert.equal(whole.slice(start, end), whole.slice(from, from + length));
      },
    ),
    { numRuns: 300 },
  );
});

const piece = fc.constantFrom(
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
  'Content-Type: multipart/digest; boundary=c\r\n\r\n--c\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Subject: x\r\n',
  ' folded\n',
  '\r\n',
  '\n',
  '--b\r\n',
  '--c\r\n',
  '--b--\r\n',
  'text',
);

/** Every part of a message with the path that names it, told the slow way. */
function* partsOf(message: MessageTree, path: readonly number[]): Generator<[path: number[], node: MessageTree]> {
  const parts = message.children.length > 0 ? message.children : [message];
  for (const [i, part] of parts.entries()) yield* partsFrom(part, [...path, i + 1]);
}

function* partsFrom(node: MessageTree, path: number[]): Generator<[path: number[], node: MessageTree]> {
  yield [path, node];
  if (node.children.length > 0) yield* partsOf(node, path);
  else if (node.message !== undefined) yield* partsOf(node.message, path);
}

test('whatever the message, each part is its octets, and header and text make each message in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const message = pieces.join('');
      for (const [path, { part, message: inside }] of partsOf(messageTreeOf(ascii(message)), [])) {
        assert.equal(await told(message, { path }), message.slice(part.bodyStart, part.end));
        assert.equal(await told(message, { path, text: 'MIME' }), message.slice(part.start, part.bodyStart));
        const header = await told(message, { path, text: 'HEADER' });
        const text = await told(message, { path, text: 'TEXT' });
        if (inside === undefined) assert.equal(header ?? text, undefined);
        else assert.equal(header! + text!, message.slice(part.bodyStart, part.end));
      }
    }),
    { numRuns: 500 },
  );
});
