import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IdentityEvidence } from '#contract';
import { attachHolder } from './attach-holder.ts';
import { endHolding, findHoldings, type NewHolding } from './holdings.ts';
import { openEnrolment } from './test-enrolment.ts';

const DESK: IdentityEvidence = {
  how: 'in-person',
  operator: 'anna',
  document: { type: 'passport', number: 'YA1', issuer: 'Questura di Roma', until: '2030-01-01' },
  at: '2026-03-02T09:00:00+01:00',
};
const UGO: NewHolding = {
  ...{ mailbox: 'm-1', address: 'ugo@comune.example', kind: 'person', name: 'Ugo Neri' },
  ...{ taxCode: 'RSSMRA80A01H501U', evidence: [DESK] },
};

test('nobody is written down without evidence, nor with a document that has expired', async () => {
  const { ports } = await openEnrolment();
  await assert.rejects(attachHolder({ ...UGO, evidence: [] }, ports), { code: 'not-identified' });
  const old = { ...DESK, document: { ...DESK.document, until: '2026-03-01' } };
  await assert.rejects(attachHolder({ ...UGO, evidence: [old] }, ports), { code: 'document-expired' });
  await assert.rejects(attachHolder({ ...UGO, taxCode: 'RSSMRA80A01H501X' }, ports), { code: 'tax-code' });
});

test('who is written down holds it from now on, and nobody else beside him', async () => {
  const { ports, store, clock } = await openEnrolment();
  const steps = await Promise.all([attachHolder(UGO, ports), attachHolder({ ...UGO, name: 'Altro' }, ports)]);
  const done = await Promise.all(steps.map((step) => store.commit(step)));
  assert.deepEqual(done.map((one) => one.done).sort(), [false, true], 'of two at the same time one fails');
  await assert.rejects(attachHolder(UGO, ports), { code: 'held' });
  const { items } = await findHoldings({ taxCode: UGO.taxCode, limit: 10 }, ports);
  assert.equal(items.length, 1);
  assert.equal(Date.parse(items[0]!.from), clock.now());
  await store.commit(await endHolding('m-1', ports));
  await assert.rejects(attachHolder({ ...UGO, taxCode: '00743110157' }, ports), { code: 'other-tax-code' });
  assert.ok((await attachHolder(UGO, ports)).cards, 'his it was');
});
