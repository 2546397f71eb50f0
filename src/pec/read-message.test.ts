import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ascii, indexMime, latin1ToString } from '#mime';
import { readMessage } from './read-message.ts';
import { crlf, envelopeOf, IDENTIFICATIVO, original, rendered } from './test-samples.ts';
import { verifyMessage } from './verify-message.ts';

const ENVELOPE = rendered(envelopeOf(original()));

test('ordinary mail is read as ordinary, without signature, daticert or original', async () => {
  const message = await readMessage(original());
  assert.equal(message.number, 'ordinary');
  assert.equal(message.signed, undefined);
  assert.equal(message.daticertCount + message.originalCount, 0);
  assert.equal(message.from?.address, 'mario@pec.alfa.example');
});

test('T61 parts deeper than the direct children of the outermost multipart/mixed never count', async () => {
  const text = latin1ToString(ENVELOPE);
  const at = text.indexOf('------=_m_');
  const boundary = text.slice(at, text.indexOf('\r\n', at));
  const deep = text.replace(
    `${boundary}\r\nContent-Type: application/xml`,
    `${boundary}\r\nContent-Type: multipart/mixed; boundary=deep\r\n\r\n--deep\r\nContent-Type: application/xml`,
  );
  const message = await readMessage(ascii(deep));
  assert.equal(message.daticertCount, 0);
});

test('of a big message only the certification data, the signature and the head of the original are read', async () => {
  const big = rendered(envelopeOf(original('', `${'x'.repeat(76)}\n`.repeat(20_000))));
  let octets = 0;
  const message = await readMessage(indexMime(big), async (start, end) => {
    octets += end - start;
    return big.subarray(start, end);
  });
  assert.equal(message.identificativo, IDENTIFICATIVO);
  assert.equal(message.originalMessageId, IDENTIFICATIVO);
  assert.ok(octets < 12_000, `${octets} octets were read`);
});

test('certification data and signatures beyond all measure are not read', async () => {
  const text = latin1ToString(ENVELOPE);
  const huge = text.replace(
    'filename="daticert.xml"\r\n\r\n',
    (found) => found + `${'A'.repeat(76)}\r\n`.repeat(25_000),
  );
  const message = await readMessage(ascii(huge));
  assert.deepEqual(message.daticert, { ok: false, fault: 'troppo grande' });
  const p7s = text.replace('filename="smime.p7s"\r\n\r\n', (found) => found + `${'A'.repeat(76)}\r\n`.repeat(15_000));
  assert.equal((await readMessage(ascii(p7s))).signed, undefined);
});

test('two daticert.xml or two postacert.eml are counted', async () => {
  const text = latin1ToString(ENVELOPE).replace(
    'message/rfc822; name="postacert.eml"',
    'text/xml; name="daticert.xml"',
  );
  const message = await readMessage(ascii(text.replace('filename="postacert.eml"', 'filename="Daticert.XML"')));
  assert.equal(message.daticertCount, 2);
  assert.equal(message.originalCount, 0);
});

test('the 12-hour and the 24-hour notice are told apart by their code, receipts by the type asked for', async () => {
  const notice = (ricevuta: string, fields = '') => readMessage(crlf(`X-Ricevuta: ${ricevuta}\n${fields}\nx\n`));
  assert.equal((await notice('preavviso-errore-consegna')).number, 'M9');
  assert.equal((await notice('errore-consegna')).number, 'M14');
  assert.equal((await notice('errore-consegna', 'X-VerificaSicurezza: errore\n')).number, 'M8');
  assert.equal((await notice('non-accettazione', 'X-VerificaSicurezza: errore\n')).number, 'M3');
  assert.equal((await notice('Avvenuta-Consegna')).number, 'M11');
  assert.equal((await notice('mancata-consegna')).number, 'unknown');
});

test('octets spoilt anywhere never make the reader or the verifier throw, and never make a verdict hold', async () => {
  const spoilt = fc.array(fc.tuple(fc.nat(ENVELOPE.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(spoilt, async (changes) => {
      const bytes = ENVELOPE.slice();
      for (const [at, octet] of changes) bytes[at] = octet;
      const verdict = await verifyMessage(bytes, { trust: [] });
      assert.equal(verdict.holds, false);
    }),
    { numRuns: 200 },
  );
});

test('arbitrary octets never make the verifier throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      assert.equal((await verifyMessage(bytes, { trust: [] })).holds, false);
    }),
  );
});
