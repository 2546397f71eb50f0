import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ascii, latin1ToString } from '#mime';
import { verifyMessage } from '#pec';
import { type SignedFourteen, signTheFourteen } from './signed-fourteen.ts';
import { missing } from './tools.ts';

const noOpenssl = missing('openssl', 'version');

let all: SignedFourteen;
before(async () => {
  if (!noOpenssl) all = await signTheFourteen();
});
after(() => all?.authority.remove());

describe('the verdict on a message of a known authority', { skip: noOpenssl }, () => {
  test('T131 the e-mail address of the certificate is From of every message', async () => {
    for (const [number, bytes] of all.messages) {
      const verdict = await verifyMessage(bytes, { trust: [all.authority.rootDer], at: all.at });
      assert.equal(verdict.binding, 'ok', number);
      assert.deepEqual(verdict.form.faults, [], number);
      assert.deepEqual(verdict.form.warnings, [], number);
      assert.equal(verdict.number, number);
      assert.equal(verdict.holds, true, number);
    }
  });

  test('a verdict says what fails: content, trust, time, From, index', async () => {
    const bytes = all.messages.get('M11')!;
    const trust = [all.authority.rootDer];
    const changed = (from: string, to: string) => ascii(latin1ToString(bytes).replace(from, to));
    const verdictOf = (octets: Uint8Array, more = {}) => verifyMessage(octets, { trust, at: all.at, ...more });
    const spoilt = await verdictOf(changed('multipart/alternative', 'Multipart/alternative'));
    assert.equal(spoilt.signature, 'invalid');
    assert.equal(spoilt.holds, false);
    const untrusted = await verifyMessage(bytes, { trust: [], at: all.at });
    assert.equal(untrusted.chain?.path, 'fault');
    assert.equal(untrusted.holds, false);
    const later = await verdictOf(bytes, { at: all.at + 366 * 86_400_000 });
    assert.equal(later.chain?.path, 'ok');
    assert.equal(later.chain?.validity, 'expired');
    assert.equal(later.holds, false);
    const forged = await verdictOf(changed('From: posta-certificata@gestore-alfa', 'From: posta-certificata@altro'));
    assert.equal(forged.binding, 'fault');
    assert.equal(forged.holds, false);
    const empty = { recordOfDomain: () => undefined, recordOfCertificate: () => undefined };
    const foreign = await verdictOf(bytes, { index: empty });
    assert.equal(foreign.inIndex, 'no');
    assert.equal(foreign.holds, false);
    const unsignedCopy = await verdictOf(changed('multipart/signed', 'multipart/mixed'));
    assert.equal(unsignedCopy.signature, 'absent');
  });

  test('without any options a message is judged too, and nothing holds', async () => {
    const verdict = await verifyMessage(all.messages.get('M11')!);
    assert.equal(verdict.signature, 'valid');
    assert.equal(verdict.chain?.path, 'fault');
    assert.equal(verdict.holds, false);
  });

  test('a file whose lines end in LF alone is judged with CRLF, and the verdict says so', async () => {
    const file = ascii(latin1ToString(all.messages.get('M4')!).replaceAll('\r\n', '\n'));
    const verdict = await verifyMessage(file, { trust: [all.authority.rootDer], at: all.at });
    assert.equal(verdict.lineEnds, 'lf-made-crlf');
    assert.equal(verdict.signature, 'valid');
  });

  test('without an instant the Date of the message is taken, and the verdict says so', async () => {
    const verdict = await verifyMessage(all.messages.get('M1')!, { trust: [all.authority.rootDer] });
    assert.equal(verdict.atFrom, 'date-header');
    assert.equal(verdict.at, Math.floor(all.at / 1000) * 1000);
  });
});
