import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PublicEntry, Refusal } from '#contract';
import { changeDomain } from './domains.ts';
import { addOffice } from './offices.ts';
import { changePublicAddresses, readPublicAddresses } from './public-addresses.ts';
import { openPublicPages } from './public-pages.ts';
import { NOW, OPERATOR, openAdministration, sampleBox } from './test-administration.ts';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;

const entry = (address: string, change: Partial<PublicEntry['addresses'][number]> = {}): PublicEntry => ({
  ...{ section: 'Uffici', name: 'Anagrafe' },
  addresses: [{ address, kind: 'certified', certifiedOnly: false, ...change }],
});

async function openPages() {
  const opened = await openAdministration();
  const { ports, store, comune } = opened;
  const office = await addOffice(OPERATOR, comune.id, { name: 'Anagrafe' }, ports);
  const of = { organisation: comune.id };
  await store.commit({
    accounts: [
      { kind: 'put-mailbox', mailbox: sampleBox('protocollo@comune.example', of) },
      {
        kind: 'put-mailbox',
        mailbox: sampleBox('anagrafe@comune.example', { ...of, office: office.id, ordinaryMail: { kind: 'refuse' } }),
      },
      { kind: 'put-mailbox', mailbox: sampleBox('vecchia@comune.example', { ...of, status: 'revoked' }) },
    ],
  });
  const unit = {
    code: 'c_rv01',
    body: 'c_rv01',
    name: 'Comune',
    bodyName: 'Comune',
    family: 'enti',
    asOf: '2026-02-01',
  } as const;
  const mails = [
    { address: 'protocollo@comune.example', kind: 'certified' },
    { address: 'suap@comune.example', kind: 'certified' },
  ] as const;
  const withIpa = { ...ports, ipa: { unitsOf: async () => [{ ...unit, mails }] } };
  const provider = {
    name: 'Gestore Alfa',
    domain: 'gestore-alfa.example',
    serviceAddress: 'x@y.example',
    isSandbox: true,
  };
  const pages = openPublicPages({ store, legalTime: ports.legalTime, provider, listedProviders: () => [] });
  return { ...opened, withIpa, pages };
}

test('until somebody edits it, the page is proposed from the mailboxes, and nothing is public', async () => {
  const { withIpa, pages, comune, mayor } = await openPages();
  const { version, slug, entries } = await readPublicAddresses(mayor, comune.id, withIpa);
  assert.deepEqual([version, slug], [0, 'c-rv01']);
  assert.deepEqual(
    entries.map(({ name, addresses }) => [name, ...addresses.map((one) => `${one.address} ${one.certifiedOnly}`)]),
    [
      ['Caselle istituzionali', 'protocollo@comune.example false'],
      ['Anagrafe', 'anagrafe@comune.example true'],
    ],
  );
  assert.equal(await pages.body(slug), undefined);
});

test('P108 where the last IPA data say otherwise is listed', async () => {
  const { withIpa, comune, mayor } = await openPages();
  const { differences, ipaAsOf } = await readPublicAddresses(mayor, comune.id, withIpa);
  assert.equal(ipaAsOf, '2026-02-01');
  assert.deepEqual(differences, [
    { what: 'only-ours', ours: 'anagrafe@comune.example' },
    { what: 'only-ipa', ipa: 'suap@comune.example' },
  ]);
});

test('a published page tells what each mailbox does with ordinary mail as it is, whatever was written', async () => {
  const { ports, withIpa, pages, comune, mayor, store } = await openPages();
  const front = entry('sportello@posta.example', { kind: 'ordinary', role: 'front-office' });
  const entries = [entry('anagrafe@comune.example'), entry('vecchia@comune.example'), front];
  const given = { slug: 'roccaverde', site: 'https://www.roccaverde.example', entries };
  assert.deepEqual(await changePublicAddresses(mayor, comune.id, given, 0, withIpa), { version: 1 });
  const only = async () =>
    (await pages.body('roccaverde'))?.entries.flatMap(({ addresses }) =>
      addresses.map((one) => `${one.address} ${one.certifiedOnly}`),
    );
  assert.deepEqual(await only(), ['anagrafe@comune.example true', 'sportello@posta.example false']);
  await store.commit({
    accounts: [
      { kind: 'change-mailbox', id: 'm-anagrafe@comune.example', change: { ordinaryMail: { kind: 'accept' } } },
    ],
  });
  assert.equal((await only())?.[0], 'anagrafe@comune.example false');
  await changeDomain(
    OPERATOR,
    'comune.example',
    { organisation: comune.id, policy: { ordinaryMail: { kind: 'refuse' } } },
    ports,
  );
  assert.equal((await only())?.[0], 'anagrafe@comune.example true');
  assert.deepEqual(await pages.bodies(), [{ slug: 'roccaverde', name: 'Comune di Roccaverde' }]);
  assert.equal((await pages.body('roccaverde'))?.updatedOn, '2026-03-02');
});

test('a page changes only by who saw its latest version, under a name of its own', async () => {
  const { withIpa, comune, firm } = await openPages();
  const given = { slug: 'roccaverde', entries: [] };
  await changePublicAddresses(OPERATOR, comune.id, given, 0, withIpa);
  await assert.rejects(changePublicAddresses(OPERATOR, comune.id, given, 0, withIpa), refusal('changed'));
  await assert.rejects(changePublicAddresses(OPERATOR, firm.id, given, 0, withIpa), refusal('slug-taken'));
  const script = { ...given, site: 'javascript:alert(1)' };
  await assert.rejects(changePublicAddresses(OPERATOR, comune.id, script, 1, withIpa), refusal('site'));
});

test('status: points are up unless an outage lasts, and the quadrimestre is told', async () => {
  const { pages, store, clock } = await openPages();
  assert.deepEqual(
    (await pages.status()).points.map(({ isUp }) => isUp),
    [true, true, true],
  );
  const outage = { id: 'x', from: NOW - 3_600_000, kind: 'incident', sla: true, points: ['AP'], reason: 'x' };
  await store.commit({
    documents: [{ name: 'duty/outage/x', bytes: new TextEncoder().encode(JSON.stringify(outage)), at: NOW }],
  });
  const { points, availability, outages } = await pages.status();
  assert.deepEqual(
    points.map(({ isUp }) => isUp),
    [false, true, true],
  );
  assert.ok(availability < 1 && availability > 0.99);
  assert.equal(outages.length, 1);
  const plan = { ...outage, id: 'y', from: NOW + 3_600_000, kind: 'planned', points: ['InP'] };
  const gone = { ...plan, id: 'z', points: ['DP'], withdrawnAt: NOW };
  await store.commit({
    documents: [plan, gone].map((one) => {
      return { name: `duty/outage/${one.id}`, bytes: new TextEncoder().encode(JSON.stringify(one)), at: NOW };
    }),
  });
  const announced = async () => (await pages.status()).outages.map(({ isAnnounced }) => isAnnounced);
  assert.deepEqual(await announced(), [false, true], 'what was withdrawn is told to nobody');
  clock.advance(2 * 3_600_000);
  assert.deepEqual(await announced(), [false, false]);
  assert.deepEqual(
    (await pages.status()).points.map(({ isUp }) => isUp),
    [false, false, true],
    'what was withdrawn stops nothing',
  );
});
