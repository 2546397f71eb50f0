import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CmsFault, judgeChain, openP7m, readCertificate, readCrl, readSignedData, verifySignature } from '#cms';
import { filesOf, type Target, words } from './target.ts';

/** What stands in corpus/cms is made by OpenSSL (see its README): a root, a leaf it revoked, and signatures by that leaf. */
const file = (name: string) => new Uint8Array(readFileSync(new URL(`corpus/cms/${name}`, import.meta.url)));
const root = file('root.der');
const leaf = file('leaf.der');
const inputs = filesOf('corpus/cms');
const AT = Date.UTC(2027, 0);
const sha256 = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
const SIGNED = sha256('Contenuto di prova.\r\n');
const OTHER = sha256('Contenuto di un altro.\r\n');

const target: Target = {
  corpus: {
    inputs,
    words: words(
      ...[
        '\x30\x80',
        '\x00\x00',
        '\x30\x84\xff\xff\xff\xff',
        '\x04\x82\x01\x00',
        '\x24\x80',
        '\xa0\x80',
        '\x30\x00',
        '\x31\x00',
        '\x05\x00',
      ],
      ...[
        '\x02\x01\x03',
        '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02',
        '\x1f\xff\xff\x7f',
        '\x03\x02\x07\x80',
        '\x17\x0d',
        '\x18\x0f',
        '\xff',
        '\x80',
      ],
      ...['\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01', '\x06\x03\x55\x1d\x1e', '\x01\x01\xff'],
    ),
  },
  async judge(input) {
    await judgeSignature(input);
    await refusedWith(() => readCertificate(input));
    await refusedWith(async () => readCrl(input));
    await refusedWith(() => openP7m(input));
    const question = { roots: [root], at: AT, revocation: 'if-given' } as const;
    const asLeaf = await judgeChain({ ...question, leaf: input, intermediates: [leaf], crls: [] });
    if (asLeaf.path === 'ok') assert.ok(isKnown(input), 'an altered certificate is trusted');
    const asIssuer = await judgeChain({ ...question, leaf, intermediates: [input], crls: [input] });
    assert.equal(asIssuer.path, 'ok', 'a stray certificate breaks a good path');
    assert.notEqual(asIssuer.revocation, 'good', 'no list calls this leaf good');
  },
};
export default target;

const isKnown = (bytes: Uint8Array) => inputs.some((known) => Buffer.compare(known, bytes) === 0);

async function judgeSignature(input: Uint8Array): Promise<void> {
  const cms = await refusedWith(async () => readSignedData(input));
  if (cms === undefined) return;
  const other = await verifySignature(cms, OTHER);
  assert.equal(other.valid, false, 'a signature holds over what was not signed');
  await verifySignature(cms, SIGNED);
  if (cms.signerCertificate) await readCertificate(cms.signerCertificate);
}

/** The one fault these readers may answer with. */
async function refusedWith<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof CmsFault) return undefined;
    throw fault;
  }
}
