import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexMime } from './indexer.ts';
import type { MessageTree } from './message-summary.ts';
import { buildMessageTree, messageTreeOf } from './message-tree.ts';
import { MessageTreeIndexer, type TreeLimits } from './message-tree-indexer.ts';
import { ascii, latin1ToString } from './octets.ts';
import type { MimePart } from './part.ts';

function crlf(text: string): Uint8Array {
  return ascii(text.replace(/\r?\n/g, '\r\n'));
}

/** What the tree must be, written the slow way: index the message, then each attached message in its own octets. */
function slowTree(bytes: Uint8Array, from: number, to: number): MessageTree {
  return slowNode(bytes, moved(indexMime(bytes.slice(from, to)).root, from));
}

function slowNode(bytes: Uint8Array, part: MimePart): MessageTree {
  const children = part.children.map((child) => slowNode(bytes, child));
  const lines = bytes.slice(part.bodyStart, part.end).filter((octet) => octet === 10).length;
  const isMessage = /^message\/(rfc822|global)$/.test(part.contentType.type);
  const message = isMessage && /^(7bit|8bit|binary|)$/.test(part.encoding) && { message: inside(bytes, part) };
  return { part, lines, children, ...(message || {}) };
}

function inside(bytes: Uint8Array, part: MimePart): MessageTree {
  return slowTree(bytes, part.bodyStart, part.end);
}

function moved(part: MimePart, by: number): MimePart {
  return {
    ...part,
    fields: part.fields.map((field) => ({ ...field, start: field.start + by, end: field.end + by })),
    start: part.start + by,
    bodyStart: part.bodyStart + by,
    end: part.end + by,
    children: part.children.map((child) => moved(child, by)),
  };
}

/** Without the classes behind it. */
function plain(tree: MessageTree): unknown {
  const { part, lines, children, message } = tree;
  return {
    part: { ...part, children: part.children.length },
    lines,
    children: children.map(plain),
    ...(message === undefined ? {} : { message: plain(message) }),
  };
}

function treeCut(bytes: Uint8Array, cuts: readonly number[], limits?: Partial<TreeLimits>): MessageTree {
  const indexer = new MessageTreeIndexer(limits);
  let from = 0;
  for (const cut of [...cuts].map((at) => Math.min(at, bytes.length)).sort((a, b) => a - b)) {
    const copy = bytes.slice(from, cut);
    indexer.push(copy);
    copy.fill(0x0a);
    from = cut;
  }
  indexer.push(bytes.subarray(from));
  return indexer.end();
}

const piece = fc.constantFrom(
  'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
  'Content-Type: multipart/mixed;\r\n boundary=bb\r\n\r\n',
  'Content-Type: multipart/digest; boundary="b--"\n',
  'Content-Type: multipart/digest; boundary=bb\r\n\r\n--bb\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: message/global\n\n',
  'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8Bit\r\n\r\n',
  'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  'Subject: x\r\n',
  ' folded\r\n',
  'no colon\r\n',
  '\r\n',
  '\r\n',
  '\n',
  '\r',
  '--b\r\n',
  '--b\r\n',
  '--b--\r\n',
  '--bb\r\n',
  '--bb--\n',
  '--b-- \t\r\n',
  '--',
  'x',
  `${'long'.repeat(300)}`,
  '\u00e8',
);
const messages = fc.array(piece, { maxLength: 40 }).map((pieces) => ascii(pieces.join('')));
const cuts = fc.array(fc.nat({ max: 2500 }), { maxLength: 12 });

/** The part of the attached digest has a header still open when the outer boundary comes. */
const OUTER_BOUNDARY_IN_INNER_HEADER = crlf(
  'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n' +
    'Content-Type: multipart/digest; boundary=bb\n\n--bb\nX-Nota: y\n--b--\n',
);

test('the tree is what indexing every attached message in its own octets gives', () => {
  fc.assert(
    fc.property(messages, (bytes) => {
      assert.deepEqual(plain(messageTreeOf(bytes)), plain(slowTree(bytes, 0, bytes.length)));
    }),
    { numRuns: 4000, examples: [[OUTER_BOUNDARY_IN_INNER_HEADER]] },
  );
});

test('the tree does not depend on where the chunks are cut', () => {
  const small = { headerOctets: 120, allHeaderOctets: 2000, parts: 6, depth: 3 };
  fc.assert(
    fc.property(messages, cuts, (bytes, places) => {
      assert.deepEqual(plain(treeCut(bytes, places)), plain(messageTreeOf(bytes)));
      assert.deepEqual(plain(treeCut(bytes, places, small)), plain(treeCut(bytes, [], small)));
    }),
    { numRuns: 1500 },
  );
});

function octetsOf(bytes: Uint8Array, tree: MessageTree | undefined): string {
  return latin1ToString(bytes.subarray(tree!.part.start, tree!.part.end));
}

test('an attached message is found at its exact octets of the whole message, with its parts', () => {
  const inner = 'Subject: inner\n\n--x\n\nnot of this message\n';
  const bytes = crlf(
    `Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhello\nyou\n\n--x\nContent-Type: message/rfc822\n\n` +
      `Content-Type: multipart/alternative; boundary=y\nSubject: attached\n\n--y\n\none\n--y\n\ntwo\n--y--\n--x--\n${inner}`,
  );
  const tree = messageTreeOf(bytes);
  const attached = tree.children[1]!.message!;
  assert.equal(tree.children.length, 2);
  assert.equal(tree.children[0]!.lines, 2);
  assert.equal(attached.part.fields[1]!.value, ' attached');
  assert.equal(octetsOf(bytes, attached.children[1]), '\r\ntwo');
  assert.equal(
    octetsOf(bytes, attached),
    'Content-Type: multipart/alternative; boundary=y\r\nSubject: attached\r\n\r\n' +
      '--y\r\n\r\none\r\n--y\r\n\r\ntwo\r\n--y--',
  );
  assert.equal(tree.children[1]!.lines, 9);
});

test('an outer boundary line inside an attached message ends it, even when its own multipart has the same boundary', () => {
  const bytes = crlf(
    'Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n' +
      'Content-Type: multipart/mixed; boundary=x\n\n--x\n\ninner?\n--x--\n',
  );
  const tree = messageTreeOf(bytes);
  assert.equal(tree.children.length, 2);
  assert.equal(tree.children[0]!.message!.children.length, 0);
  assert.equal(octetsOf(bytes, tree.children[1]), '\r\ninner?');
});

test('messages in messages are descended into to a depth of 32, and no deeper', () => {
  const bytes = crlf(`${'Content-Type: message/rfc822\n\n'.repeat(100)}Subject: deep\n\nbody\n`);
  let tree = messageTreeOf(bytes);
  let depth = 0;
  for (; tree.message !== undefined; depth++) tree = tree.message;
  assert.equal(depth, 32);
  assert.equal(tree.part.end, bytes.length);
});

test('at most 1,000 parts and messages are told apart', () => {
  const count = (tree: MessageTree): number =>
    1 +
    tree.children.reduce((sum, child) => sum + count(child), 0) +
    (tree.message === undefined ? 0 : count(tree.message));
  const parts = '--d\n\nSubject: one\n\nx\n'.repeat(3000);
  assert.equal(count(messageTreeOf(crlf(`Content-Type: multipart/digest; boundary=d\n\n${parts}--d--\n`))), 1000);
});

test('a body of many megabytes in five attached messages goes by once, in bounded memory', async () => {
  const depth = 5;
  const head = crlf(`${'Content-Type: message/rfc822\n\n'.repeat(depth)}Content-Type: application/pdf\n\n`);
  const line = crlf(`${'x'.repeat(76)}\n`.repeat(800));
  const pieces = 500;
  let given = 0;
  async function* read(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let i = 0; i < pieces; i++) {
      given += line.length;
      yield line;
    }
  }
  const before = process.memoryUsage();
  let tree = await buildMessageTree(head.length + line.length * pieces, read);
  const after = process.memoryUsage();
  assert.equal(given, line.length * pieces);
  while (tree.message !== undefined) tree = tree.message;
  assert.equal(tree.part.contentType.type, 'application/pdf');
  assert.equal(tree.lines, 800 * pieces);
  assert.equal(tree.part.end - tree.part.bodyStart, given);
  assert.ok(after.arrayBuffers - before.arrayBuffers < 8 * 1024 * 1024, 'octets are held');
});
