import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { binaryPart, findPart, readBinary, readSection, type Section, sectionOctets } from '#imap';
import {
  concat,
  foldText,
  latin1ToString,
  type MessageTree,
  messageTreeOf,
  type PartSummary,
  type ReadOctets,
  searchText,
  summarize,
  textContains,
} from '#mime';

/** The fourteen messages as a holder's mail program sees them. */
const GOLDEN = new Map(
  readdirSync(new URL('golden/', import.meta.url))
    .filter((name) => name.endsWith('.eml'))
    .map((name) => [name.slice(0, -4), new Uint8Array(readFileSync(new URL(`golden/${name}`, import.meta.url)))]),
);
const ENVELOPE = GOLDEN.get('M4')!;

function reader(bytes: Uint8Array): ReadOctets {
  return async function* (start, end) {
    for (let at = start; at < end; at += 500) yield bytes.subarray(at, Math.min(at + 500, end));
  };
}

async function collected(octets: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of octets) pieces.push(piece);
  return concat(pieces);
}

async function section(bytes: Uint8Array, asked: Section): Promise<Uint8Array> {
  const octets = sectionOctets(messageTreeOf(bytes), asked);
  assert.ok(octets !== undefined);
  return collected(readSection(octets, reader(bytes)));
}

function shape(part: PartSummary): string {
  const inner = part.children.map(shape).join(' ');
  const message = part.message === undefined ? '' : `[${shape(part.message.structure)}]`;
  return `${part.type}/${part.subtype}${inner && `(${inner})`}${message}`;
}

test('a transport envelope is seen whole, the original inside it as well', async () => {
  const { structure, envelope, preview, sentAt } = await summarize(messageTreeOf(ENVELOPE), reader(ENVELOPE));
  assert.equal(
    shape(structure),
    'multipart/signed(multipart/mixed(multipart/alternative(text/plain text/html) application/xml ' +
      'message/rfc822[multipart/mixed(text/plain application/pdf)]) application/pkcs7-signature)',
  );
  assert.deepEqual(envelope.from, [
    { name: 'Per conto di: mario@pec.alfa.example', mailbox: 'posta-certificata', host: 'gestore-alfa.example' },
  ]);
  assert.equal(structure.children[0]!.children[2]!.message!.envelope.from[0]!.mailbox, 'mario');
  assert.match(preview, /^Messaggio di posta certificata/);
  assert.equal(sentAt, Date.parse('2026-03-01T09:00:00Z'));
});

test('what is signed, postacert.eml and daticert.xml come out octet by octet', async () => {
  const text = latin1ToString(ENVELOPE);
  const signed = latin1ToString(
    concat([await section(ENVELOPE, { path: [1], text: 'MIME' }), await section(ENVELOPE, { path: [1] })]),
  );
  assert.ok(text.includes(`------=_s_0011223344556677\r\n${signed}\r\n------=_s_`));
  const original = latin1ToString(await section(ENVELOPE, { path: [1, 3] }));
  const [header, body] = [
    await section(ENVELOPE, { path: [1, 3], text: 'HEADER' }),
    await section(ENVELOPE, { path: [1, 3], text: 'TEXT' }),
  ].map(latin1ToString);
  assert.equal(header! + body!, original);
  assert.ok(text.includes(`\r\n\r\n${original}\r\n------=_m`));
  const daticert = binaryPart(messageTreeOf(ENVELOPE), [1, 2]);
  assert.ok(typeof daticert === 'object');
  const xml = latin1ToString(await collected(readBinary(daticert, reader(ENVELOPE))));
  assert.match(xml, /^<\?xml[\s\S]*<\/postacert>\s*$/);
});

test('every part of the fourteen lies in its place, and the whole is its header and its text', async () => {
  assert.equal(GOLDEN.size, 14);
  for (const [number, bytes] of GOLDEN) {
    const tree = messageTreeOf(bytes);
    const parts = [
      await section(bytes, { path: [], text: 'HEADER' }),
      await section(bytes, { path: [], text: 'TEXT' }),
    ];
    assert.deepEqual(concat(parts), bytes, number);
    const visit = async (node: MessageTree, path: number[]): Promise<void> => {
      for (const [i, child] of node.children.entries()) {
        const at = [...path, i + 1];
        assert.equal(findPart(tree, at), child, `${number} ${at}`);
        assert.deepEqual(await section(bytes, { path: at }), bytes.subarray(child.part.bodyStart, child.part.end));
        await visit(child.message ?? child, at);
      }
    };
    await visit(tree, []);
  }
});

test('what the original says is found in envelope and receipt, and what the provider says too', async () => {
  for (const [number, terms] of Object.entries({
    M4: ['perché 📨', 'POSTA CERTIFICATA: domanda', 'domanda.pdf', 'from: mario rossi', 'smime.p7s'],
    M11: ['perché 📨', 'AVVENUTA-CONSEGNA', 'Domanda.pdf'],
    M1: ['accettazione', 'ufficio@pec.beta.example'],
  })) {
    const bytes = GOLDEN.get(number)!;
    const { header, body, truncated } = await searchText(messageTreeOf(bytes), reader(bytes));
    assert.equal(truncated, false);
    for (const term of terms) {
      assert.ok(header.includes(foldText(term)) || body.includes(foldText(term)), `${number} ${term}`);
      assert.ok(await textContains(messageTreeOf(bytes), reader(bytes), term), `${number} ${term}`);
    }
  }
});
