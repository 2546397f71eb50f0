import assert from 'node:assert/strict';
import test from 'node:test';
import { MESSAGE_NUMBERS } from './catalogue.ts';
import { newIdentificativo, noticeKey, noticeMessageId, takenKey } from './identifiers.ts';
import { ALFA, BETA } from './test-samples.ts';

const SHAPE = /^[A-Za-z0-9.-]{1,200}@gestore-alfa\.example$/;

test('T31 a million identificativi are all distinct and all of the right shape', () => {
  const seen = new Set<string>();
  const random = new Uint8Array(8);
  const view = new DataView(random.buffer);
  const at = Date.parse('2026-03-01T09:00:00Z');
  for (let counter = 0; counter < 1_000_000; counter++) {
    // Few random bits, one clock: the counter alone must keep them apart.
    view.setUint32(0, counter & 7);
    const id = newIdentificativo({ at: at + (counter >> 10), node: 'alfa1', counter, random, domain: ALFA.domain });
    seen.add(id);
    if (!SHAPE.test(id)) assert.fail(id);
  }
  assert.equal(seen.size, 1_000_000);
});

test('T31 characters that do not belong into an identificativo are left out of the node name', () => {
  const random = new Uint8Array(8);
  const id = newIdentificativo({ at: 0, node: 'a b@<c>', counter: 0, random, domain: 'x.example' });
  assert.match(id, /^abc\.[A-Za-z0-9.-]+@x\.example$/);
  assert.throws(() => newIdentificativo({ at: 0, node: 'a'.repeat(300), counter: 0, random, domain: 'x.example' }));
  assert.throws(() =>
    newIdentificativo({ at: 0, node: 'a', counter: 0, random: new Uint8Array(7), domain: 'x.example' }),
  );
});

test('T30 a notice has the same Message-ID each time, and another for every number, message, recipient and issuer', () => {
  const ids = new Set<string>();
  let count = 0;
  for (const number of MESSAGE_NUMBERS) {
    for (const identificativo of ['1@x.example', '2@x.example']) {
      for (let i = 0; i < 500; i++) {
        for (const issuer of [ALFA, BETA]) {
          const id = noticeMessageId(number, identificativo, `user${i}@pec.beta.example`, issuer);
          assert.equal(id, noticeMessageId(number, identificativo, `User${i}@pec.beta.example`, issuer));
          assert.match(id, /^[A-Za-z0-9.-]+@gestore-(alfa|beta)\.example$/);
          ids.add(id);
          count++;
        }
      }
    }
  }
  assert.equal(ids.size, count);
});

test('the key of a notice does not depend on letter case of the recipient, nor that of a take-charge on order', () => {
  assert.equal(noticeKey('X.example', 'M11', 'id', 'A@b.example'), 'x.example|M11|id|a@b.example');
  assert.equal(takenKey(['b@x.example', 'A@x.example']), takenKey(['a@x.example', 'B@x.example']));
});
