import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import {
  acceptTerms,
  beginActivation,
  chooseAddress,
  finishActivation,
  proposeAddresses,
  readActivation,
  readOffer,
  withdrawActivation,
} from './activate.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { endHolding } from './holdings.ts';
import { recordDigitalIdentity, recordInPerson, refuseActivation } from './identify.ts';
import { forgetUnfinished, listActivations } from './list-activations.ts';
import { lookUpHoldings } from './look-up-holdings.ts';
import { DAY_MS, MARIO, openEnrolment } from './test-enrolment.ts';

const DOCUMENT = {
  type: 'identity-card',
  number: 'CA00000AA',
  issuer: 'Comune di Roccaverde',
  until: '2030-01-01',
} as const;
const ADDRESS = 'mario.rossi@pec.alfa.example';
const PASSWORD = 'una frase lunga abbastanza';

const refusal = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;

/** Everything up to the password, for somebody. */
async function upToPassword(ports: EnrolmentPorts, address = ADDRESS, applicant = MARIO) {
  const { id, key } = await beginActivation(applicant, ports);
  const going = { id, key };
  await recordInPerson(id, 'anna', DOCUMENT, ports);
  await acceptTerms(going, ports.terms.version, ports);
  await chooseAddress(going, address, ports);
  return going;
}

test('from the first word to a mailbox, with evidence, terms, address and password', async () => {
  const { ports, store } = await openEnrolment();
  assert.deepEqual((await readOffer(ports)).domains, ['pec.alfa.example']);
  const begun = await beginActivation(MARIO, ports);
  assert.equal(begun.state, 'begun');
  const going = { id: begun.id, key: begun.key };
  const told = async () => (await readActivation(going, ports)).state;
  await recordInPerson(begun.id, 'anna', DOCUMENT, ports);
  assert.equal(await told(), 'identified');
  await acceptTerms(going, '2026-01', ports);
  assert.equal(await told(), 'terms-accepted');
  const proposed = await proposeAddresses(going, {}, ports);
  assert.deepEqual(proposed[0], { address: ADDRESS, isFree: true });
  const wished = async (wish: string) => (await proposeAddresses(going, { wish }, ports)).map(({ address }) => address);
  assert.deepEqual((await wished('Studio-Rossi')).slice(0, 1), ['studio-rossi@pec.alfa.example'], 'as it was written');
  assert.doesNotMatch(
    (await wished('posta-certificata')).join(' '),
    /certificata2/,
    'nothing that passes for an office',
  );
  await chooseAddress(going, 'Mario.Rossi@pec.alfa.example', ports);
  assert.equal(await told(), 'address-chosen');
  assert.equal((await finishActivation(going, PASSWORD, ports)).state, 'active');
  const mailbox = await store.mailbox(ADDRESS);
  assert.equal(mailbox?.holder, 'Mario Rossi');
  assert.equal(mailbox?.organisation, 'o-1');
  assert.equal(mailbox?.passwordHash, `hash of ${PASSWORD}`);
  const { items } = await lookUpHoldings('anna', { address: ADDRESS, why: 'decreto 1/26', limit: 10 }, ports);
  assert.equal(items[0]?.holder.taxCode, MARIO.taxCode);
  assert.equal(items[0]?.evidence[0]?.how, 'in-person');
  assert.deepEqual(
    (await store.jobs(10)).map(({ work }) => work.recipients),
    [['mario@posta.example'], ['mario@posta.example']],
  );
});

test('nothing is activated without evidence, terms in force, and an address', async () => {
  const { ports, store } = await openEnrolment();
  const { id, key } = await beginActivation(MARIO, ports);
  const going = { id, key };
  const finish = () => finishActivation(going, PASSWORD, ports);
  await acceptTerms(going, '2026-01', ports);
  await chooseAddress(going, ADDRESS, ports);
  await assert.rejects(finish(), refusal('not-identified'));
  await recordInPerson(id, 'anna', DOCUMENT, ports);
  const newer = { ...ports, terms: { version: '2026-02', text: 'Altre.' } };
  await assert.rejects(finishActivation(going, PASSWORD, newer), refusal('terms-needed'));
  await assert.rejects(acceptTerms(going, '2026-01', newer), refusal('other-terms'));
  assert.equal(await store.mailbox(ADDRESS), undefined);
  await finish();
  await assert.rejects(finish(), refusal('over'));
});

test('neither tax codes nor names of documents stand in the log or in clear in the store', async () => {
  const { ports, store } = await openEnrolment({
    personal: {
      seal: (text) => Buffer.from(text).toString('hex'),
      open: (sealed) => Buffer.from(sealed, 'hex').toString(),
      mark: () => 'm',
      marks: () => [],
      isOld: () => false,
    },
  });
  await finishActivation(await upToPassword(ports), PASSWORD, ports);
  await lookUpHoldings('anna', { taxCode: MARIO.taxCode, why: 'decreto', limit: 10 }, ports);
  const log = JSON.stringify(await store.searchLog({ limit: 100 }));
  assert.match(log, /casella-attivata/);
  for (const secret of [MARIO.taxCode, DOCUMENT.number]) {
    assert.ok(!log.includes(secret), secret);
    assert.ok(!JSON.stringify([...store.state.cards.values()]).includes(secret), secret);
  }
});

test('another key than its own opens nothing, and does not tell that there is a request', async () => {
  const { ports } = await openEnrolment();
  const { id } = await beginActivation(MARIO, ports);
  for (const key of [undefined, '', 'x'.repeat(43)])
    await assert.rejects(readActivation({ id, key }, ports), refusal('not-found'));
  await assert.rejects(readActivation({ id: 'none', key: 'x' }, ports), refusal('not-found'));
});

test('a digital identity counts only of the same person, at level 2 or more', async () => {
  const { ports } = await openEnrolment();
  const { id } = await beginActivation(MARIO, ports);
  const identity = {
    provider: 'idp.example',
    level: 'https://www.spid.gov.it/SpidL2',
    subject: 'x-1',
    fiscalNumber: `TINIT-${MARIO.taxCode}`,
  };
  await assert.rejects(
    recordDigitalIdentity(id, { ...identity, level: 'https://www.spid.gov.it/SpidL1' }, ports),
    refusal('weak-identity'),
  );
  await assert.rejects(
    recordDigitalIdentity(id, { ...identity, fiscalNumber: 'TINIT-RSSMRA80A41H501Y' }, ports),
    refusal('other-person'),
  );
  assert.equal((await recordDigitalIdentity(id, identity, ports)).state, 'identified');
});

test('of two who choose one address at the same time one gets it', async () => {
  const { ports, store } = await openEnrolment();
  const maria = { ...MARIO, givenName: 'Maria', taxCode: 'RSSMRA80A41H501Y' };
  const both = [await upToPassword(ports), await upToPassword(ports, ADDRESS, maria)];
  const ends = await Promise.allSettled(both.map((going) => finishActivation(going, PASSWORD, ports)));
  assert.deepEqual(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal((await store.mailboxes()).length, 1);
});

test('an address that was somebody’s is given again to him alone', async () => {
  const { ports, store } = await openEnrolment();
  await finishActivation(await upToPassword(ports), PASSWORD, ports);
  const { id } = (await store.mailbox(ADDRESS))!;
  const ended = await endHolding(id, ports);
  await store.commit({ ...ended, accounts: [{ kind: 'change-mailbox', id, change: { status: 'revoked' } }] });
  const maria = { ...MARIO, givenName: 'Maria', taxCode: 'RSSMRA80A41H501Y' };
  await assert.rejects(upToPassword(ports, ADDRESS, maria), refusal('other-tax-code'));
  await finishActivation(await upToPassword(ports), PASSWORD, ports);
  assert.equal((await store.mailbox(ADDRESS))?.id, id);
  assert.equal((await store.mailboxById(id))?.status, 'active');
  const { items } = await lookUpHoldings('anna', { taxCode: MARIO.taxCode, why: 'x', limit: 10 }, ports);
  assert.equal(items.length, 2);
  assert.ok(items[0]!.to !== undefined && items[1]!.to === undefined);
});

test('who was behind an address at a date, and only then', async () => {
  const { ports, store, clock } = await openEnrolment();
  await finishActivation(await upToPassword(ports), PASSWORD, ports);
  clock.advance(10 * DAY_MS);
  await store.commit(await endHolding((await store.mailbox(ADDRESS))!.id, ports));
  const at = async (day: string) =>
    (await lookUpHoldings('anna', { address: ADDRESS, at: day, why: 'x', limit: 10 }, ports)).items.length;
  assert.deepEqual(
    [await at('2026-03-01'), await at('2026-03-02'), await at('2026-03-12'), await at('2026-03-13')],
    [0, 1, 1, 0],
  );
  const looks = await store.searchLog({ event: 'RegistroConsultato', limit: 10 });
  assert.equal(looks.length, 4);
  assert.match(looks[0]!.eccezioni![0]!, /mario\.rossi@pec\.alfa\.example.*motivo: x/);
});

test('what was withdrawn, or not finished in thirty days, is deleted; what was refused is told', async () => {
  const { ports, store, clock } = await openEnrolment();
  const first = await beginActivation(MARIO, ports);
  await withdrawActivation({ id: first.id, key: first.key }, ports);
  const second = await beginActivation(MARIO, ports);
  await refuseActivation(second.id, 'anna', 'documento illeggibile', ports);
  await beginActivation(MARIO, ports);
  clock.advance(31 * DAY_MS);
  while ((await forgetUnfinished(ports)) > 0);
  const { items } = await listActivations({ limit: 10, isMasked: true }, ports);
  assert.deepEqual(
    items.map(({ state, reason }) => [state, reason]),
    [['refused', 'documento illeggibile']],
  );
  assert.equal(items[0]?.applicant.taxCode, '************501U');
  assert.equal(await store.nextDue(), (await store.jobs(1))[0]?.runAt, 'no card keeps the clock');
});

test('the desk finds who went on without being identified, and only those', async () => {
  const { ports } = await openEnrolment();
  const { id, key } = await beginActivation(MARIO, ports);
  await acceptTerms({ id, key }, ports.terms.version, ports);
  const waiting = async () => (await listActivations({ limit: 10, identity: 'missing', isMasked: false }, ports)).items;
  assert.deepEqual(
    (await waiting()).map(({ state }) => state),
    ['terms-accepted'],
  );
  await recordInPerson(id, 'anna', DOCUMENT, ports);
  assert.deepEqual(await waiting(), []);
});

test('requests are found by name, contact, code, kind and day; by a tax code only where it may be seen', async () => {
  const { ports, clock } = await openEnrolment();
  const { id } = await beginActivation(MARIO, ports);
  clock.advance(3 * DAY_MS);
  await beginActivation({ ...MARIO, givenName: 'Mario', contactAddress: 'altro@posta.example' }, ports);
  const found = async (wanted: Partial<Parameters<typeof listActivations>[0]>) =>
    (await listActivations({ limit: 10, isMasked: false, ...wanted }, ports)).items.map((one) => one.id === id);
  assert.deepEqual(await found({ text: ' ròssi  MARIO ' }), [true, false]);
  assert.deepEqual(await found({ text: 'altro@' }), [false]);
  assert.deepEqual(await found({ text: `${id.slice(-8, -4)}-${id.slice(-4)}`.toUpperCase() }), [true]);
  assert.deepEqual(await found({ text: MARIO.taxCode.toLowerCase() }), [true, false]);
  assert.deepEqual(await found({ text: MARIO.taxCode, isMasked: true }), []);
  assert.deepEqual(await found({ text: MARIO.taxCode.slice(0, 6) }), [], 'not by a part of it');
  assert.deepEqual(await found({ kind: 'firm' }), []);
  assert.deepEqual(await found({ to: '2026-03-02' }), [true]);
  assert.deepEqual(await found({ from: '2026-03-03', to: '2026-03-05' }), [false]);
});
