import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { indexMime, isSlice, latin1ToString, type Rope } from '#mime';
import { buildBreve } from './breve-copy.ts';
import { crlf, octets } from './test-samples.ts';

const digests = {
  sha1() {
    const hash = createHash('sha1');
    return { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
  },
};
const sha1 = (text: string) => createHash('sha1').update(crlf(text)).digest('hex');

async function breve(text: string): Promise<string> {
  const bytes = crlf(text);
  const read = async function* (rope: Rope) {
    for (const piece of rope) if (!isSlice(piece)) yield piece;
  };
  const copy = await buildBreve({ original: [bytes], index: indexMime(bytes), read, digests });
  return latin1ToString(octets(copy.rope));
}

const HEAD =
  'From: a@b.example\nMessage-ID: <1@x.example>\nContent-Type: multipart/mixed; boundary="B"\n\npreambolo\n--B\n';
const TEXT = 'Content-Type: text/plain\n\nCiao.\n--B\n';
const hashed = (name: string, content: string) =>
  `Content-Type: text/plain; charset=us-ascii;\n name="${name}.hash"\nContent-Transfer-Encoding: 7bit\n` +
  `Content-Disposition: attachment;\n filename="${name}.hash"\n\n${sha1(content)}`;
const same = (actual: string, expected: string) => assert.equal(actual, latin1ToString(crlf(expected)));

test('T98 a part with a name is replaced by the SHA-1 of its encoded octets, everything else stays', async () => {
  const pdf =
    'Content-Type: application/pdf; name="Domanda.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n\n--B\n';
  const doc = 'Content-Disposition: attachment; filename=b.txt\n\nuno\ndue\n--B--\nepilogo\n';
  same(
    await breve(HEAD + TEXT + pdf + doc),
    `${HEAD}${TEXT}${hashed('Domanda.pdf', 'JVBERi0=\n')}\n--B\n${hashed('b.txt', 'uno\ndue')}\n--B--\nepilogo\n`,
  );
});

test('T98 a name outside ASCII is written as RFC 2231 says, and read back the same', async () => {
  const part = "Content-Type: application/pdf; name*=UTF-8''%C3%A8%20%E2%82%AC.pdf\n\nx\n--B--\n";
  const copy = crlf(await breve(HEAD + part));
  const [replaced] = indexMime(copy).root.children;
  assert.equal(replaced!.fileName, 'è €.pdf.hash');
  assert.equal(replaced!.contentType.type, 'text/plain');
});

test('T98 attachments deep in the tree are replaced, images of a related part too', async () => {
  const nested =
    'Content-Type: multipart/related; boundary=C\n\n--C\nContent-Type: text/html\n\n<p>\n--C\n' +
    'Content-Type: image/png; name=i.png\n\nPNG\n--C--\n\n--B--\n';
  same(
    await breve(HEAD + nested),
    HEAD + nested.replace('Content-Type: image/png; name=i.png\n\nPNG', hashed('i.png', 'PNG')),
  );
});

test('T98 a message that is nothing but a named part keeps its own fields', async () => {
  const text =
    'From: a@b.example\nContent-Type: application/pdf; name=x.pdf\nMIME-Version: 1.0\n' +
    'Content-Transfer-Encoding: base64\nSubject: s\n\nAAAA\n';
  same(
    await breve(text),
    'From: a@b.example\nContent-Type: text/plain; charset=us-ascii;\n name="x.pdf.hash"\n' +
      'Content-Transfer-Encoding: 7bit\nContent-Disposition: attachment;\n filename="x.pdf.hash"\n' +
      `MIME-Version: 1.0\nSubject: s\n\n${sha1('AAAA\n')}`,
  );
});

test('T99 an attached message is replaced whole, named or not, and never looked into', async () => {
  const inner =
    'Content-Type: message/rfc822\n\nFrom: z@y.example\nContent-Type: multipart/mixed; boundary=C\n\n--C\n' +
    'Content-Type: text/plain; name=q.txt\n\nq\n--C--\n--B--\n';
  const body = inner.slice(inner.indexOf('\n\n') + 2, inner.indexOf('\n--B--'));
  same(await breve(HEAD + inner), `${HEAD}${hashed('messaggio.eml', body)}\n--B--\n`);
});

const SIGNED =
  'From: a@b.example\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="S"\n\n--S\n';
const SIGNATURE = 'Content-Type: application/pkcs7-signature; name="smime.p7s"\n\nMIIB\n--S--\n';

test('T100 of a message signed by its author only the first part is worked in; the signature stays as it is', async () => {
  const first =
    'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain\n\nx\n--B\n' +
    'Content-Type: application/pdf; name=d.pdf\n\nPDF\n--B--\n\n--S\n';
  same(
    await breve(SIGNED + first + SIGNATURE),
    SIGNED + first.replace('Content-Type: application/pdf; name=d.pdf\n\nPDF', hashed('d.pdf', 'PDF')) + SIGNATURE,
  );
});

test('T101 a message that is one CMS object is left as it is: breve equals completa', async () => {
  for (const type of ['application/pkcs7-mime', 'application/x-pkcs7-mime']) {
    const text = `From: a@b.example\nContent-Type: ${type}; smime-type=enveloped-data; name="smime.p7m"\n\nMIIB\n`;
    same(await breve(text), text);
  }
});

test('a message without attachments is copied as it is', async () => {
  const text = 'From: a@b.example\nSubject: x\n\nCiao.\n';
  same(await breve(text), text);
});
