/** Fixtures changed by an octet or some, and what must then not be said of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { fromPem } from '#cms';
import { type Verdict, verifyMessage } from '#pec';
import { type Expected, messagePath, readExpected, trustPath } from './expected.ts';

export interface Change {
  /** Which fixture and where, as parts of the whole. */
  readonly fixture: number;
  readonly place: number;
  readonly kind: 'replace' | 'flip a bit' | 'insert' | 'remove' | 'repeat' | 'cut';
  readonly octet: number;
  readonly length: number;
}

const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
export const anyChange: fc.Arbitrary<Change> = fc.record({
  fixture: part,
  place: part,
  kind: fc.constantFrom('replace', 'flip a bit', 'insert', 'remove', 'repeat', 'cut'),
  octet: fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x0d, 0x22, 0x2d, 0x3b, 0x3d)),
  length: fc.oneof(fc.constant(1), fc.nat(300)),
});

/** Every fixture that holds, and what it says. */
export interface Original {
  readonly row: Expected;
  readonly octets: Uint8Array;
  readonly trust: readonly Uint8Array[];
  readonly verdict: Verdict;
}

export async function originals(): Promise<readonly Original[]> {
  const rows = readExpected().filter(({ exit }) => exit === '0');
  return Promise.all(
    rows.map(async (row) => {
      const octets = new Uint8Array(readFileSync(messagePath(row)));
      const trust = fromPem(readFileSync(trustPath(row), 'latin1')).map(({ der }) => der);
      return { row, octets, trust, verdict: await verifyMessage(octets, { trust }) };
    }),
  );
}

export function changed(octets: Uint8Array, { place, kind, octet, length }: Change): Uint8Array {
  const at = Math.floor(place * octets.length);
  const [before, rest] = [octets.subarray(0, at), octets.subarray(at)];
  const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  switch (kind) {
    case 'replace':
      return joined(before, Buffer.of(octet), rest.subarray(1));
    case 'flip a bit':
      return joined(before, Buffer.of(rest[0]! ^ (1 << (octet & 7))), rest.subarray(1));
    case 'insert':
      return joined(before, Buffer.of(octet), rest);
    case 'remove':
      return joined(before, rest.subarray(length));
    case 'repeat':
      return joined(before, rest.subarray(0, length), rest);
    case 'cut':
      return before.slice();
  }
}

/**
 * What was changed is read without a fault, and where it still holds it says what was signed: the same octets, the same kind, the
 * same certification data. What stands outside the signature may be another.
 */
export async function judgeChange({ octets, trust, verdict }: Original, change: Change): Promise<boolean> {
  const mutant = changed(octets, change);
  const found = await verifyMessage(mutant, { trust });
  if (found.signature === 'valid') assert.deepEqual(signedPart(mutant, found), signedPart(octets, verdict));
  if (!found.holds) return false;
  assert.equal(found.number, verdict.number);
  assert.deepEqual(found.message.daticert, verdict.message.daticert);
  return true;
}

function signedPart(octets: Uint8Array, { lineEnds, message }: Verdict): Buffer {
  const text = Buffer.from(octets).toString('latin1');
  const judged = lineEnds === 'crlf' ? text : text.replace(/(?<!\r)\n/g, '\r\n');
  const { start, end } = message.signed!.content;
  return Buffer.from(judged.slice(start, end), 'latin1');
}
