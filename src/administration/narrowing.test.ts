import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { administrationEndpoints, operationEndpoints, Refusal } from '#contract';
import { listActs } from './audit.ts';
import { bulkMailboxes } from './bulk.ts';
import { changeMailbox } from './change-mailbox.ts';
import { listDomains } from './domains.ts';
import { exportMailboxes } from './export-mailboxes.ts';
import { findMailboxes, readMailbox } from './find-mailboxes.ts';
import { changeState } from './lifecycle.ts';
import { renewFirstLogin, setFrozen } from './mailbox-acts.ts';
import { endDelegation, listMailboxDelegates } from './mailbox-delegates.ts';
import { addMailbox } from './make-mailbox.ts';
import { addOffice, changeOffice, listOffices, removeOffice } from './offices.ts';
import { listOrganisations } from './organisations.ts';
import { readOverview } from './overview.ts';
import { giveRole, listPeople } from './people.ts';
import { changePublicAddresses, readPublicAddresses } from './public-addresses.ts';
import { OPERATOR, openAdministration, sampleBox } from './test-administration.ts';
import { writeHolder } from './write-holder.ts';

/** A country of two organisations: the mayor administers one, and everything named here is of the other. */
async function openForeign() {
  const opened = await openAdministration();
  const { ports, store, firm, comune, mayor } = opened;
  const box = sampleBox('ferri@pec.alfa.example', { organisation: firm.id });
  await store.commit({ accounts: [{ kind: 'put-mailbox', mailbox: box }] });
  const office = await addOffice(OPERATOR, firm.id, { name: 'Contabilità' }, ports);
  const own = await addOffice(OPERATOR, comune.id, { name: 'Anagrafe' }, ports);
  await giveRole(OPERATOR, 'capo', { name: 'Capo', role: 'organisation', organisation: firm.id }, ports);
  const withIpa = { ...ports, ipa: { unitsOf: async () => [] } };
  return { ...opened, by: mayor, box, office, own, withIpa };
}
type Foreign = Awaited<ReturnType<typeof openForeign>>;

async function* stream(text: string) {
  yield new TextEncoder().encode(text);
}

const NEW_BOX = { holder: 'X', holderKind: 'firm', contactAddress: 'x@posta.example' } as const;

/** Every endpoint that an organisation's administrator may call with the name of something: on what is not his own there is nothing. */
const REFUSED: Readonly<Record<string, (on: Foreign) => Promise<unknown>>> = {
  'GET /admin/organisations/{organisation}/offices': ({ by, firm, ports }) => listOffices(by, firm.id, ports),
  'POST /admin/organisations/{organisation}/offices': ({ by, firm, ports }) =>
    addOffice(by, firm.id, { name: 'X' }, ports),
  'PUT /admin/organisations/{organisation}/offices/{office}': ({ by, comune, office, ports }) =>
    changeOffice(by, comune.id, office.id, { name: 'X' }, undefined, ports),
  'DELETE /admin/organisations/{organisation}/offices/{office}': ({ by, comune, office, ports }) =>
    removeOffice(by, comune.id, office.id, ports),
  'POST /admin/mailboxes': ({ by, ports }) => addMailbox(by, { ...NEW_BOX, address: 'nuova@pec.alfa.example' }, ports),
  'GET /admin/mailboxes/{mailbox}': ({ by, box, ports }) => readMailbox(by, box.id, ports),
  'PATCH /admin/mailboxes/{mailbox}': ({ by, box, ports }) => changeMailbox(by, box.id, { holder: 'X' }, ports),
  'POST /admin/mailboxes/{mailbox}/state': ({ by, box, ports }) =>
    changeState(by, box.id, { state: 'suspended', reason: 'x' }, ports),
  'POST /admin/mailboxes/{mailbox}/freeze': ({ by, box, ports }) =>
    setFrozen(by, box.id, { frozen: true, reason: 'x' }, ports),
  'POST /admin/mailboxes/{mailbox}/first-login': ({ by, box, ports }) =>
    renewFirstLogin(by, box.id, { reason: 'x', resetsSecondFactor: true }, ports),
  'POST /admin/mailboxes/{mailbox}/holder': ({ by, box, ports }) =>
    writeHolder(by, box.id, { kind: 'firm', name: 'x', taxCode: '00743110157' }, ports),
  'GET /admin/mailboxes/{mailbox}/delegates': ({ by, box, ports }) => listMailboxDelegates(by, box.id, ports),
  'POST /admin/mailboxes/{mailbox}/delegates/end': ({ by, box, ports }) =>
    endDelegation(by, box.id, { login: 'x', reason: 'x' }, ports),
  'GET /admin/public-addresses/{organisation}': ({ by, firm, withIpa }) => readPublicAddresses(by, firm.id, withIpa),
  'PUT /admin/public-addresses/{organisation}': ({ by, firm, withIpa }) =>
    changePublicAddresses(by, firm.id, { slug: 'mia', entries: [] }, undefined, withIpa),
};

const text = (value: unknown) => JSON.stringify(value);

/** Lists: what is not his own is not in them. */
const NARROWED: Readonly<Record<string, (on: Foreign) => Promise<string>>> = {
  'GET /admin/overview': async ({ by, ports }) => {
    const never = () => Promise.reject(new Error('how the provider stands is not his'));
    return text(await readOverview(by, { ...ports, hourCounts: never, alarms: never, acknowledged: never }));
  },
  'GET /admin/organisations': async ({ by, ports }) => text(await listOrganisations(by, undefined, ports)),
  'GET /admin/domains': async ({ by, ports }) => text(await listDomains(by, ports)),
  'GET /admin/mailboxes': async ({ by, ports, firm }) =>
    text([
      await findMailboxes(by, { limit: 10 }, ports),
      await findMailboxes(by, { limit: 10, organisation: firm.id }, ports),
      await findMailboxes(by, { limit: 10, text: 'ferri' }, ports),
    ]),
  'GET /admin/export/mailboxes': async ({ by, ports }) => {
    let found = '';
    for await (const piece of exportMailboxes(by, ports)) found += new TextDecoder().decode(piece);
    return found;
  },
  'POST /admin/bulk/mailboxes': async ({ by, ports }) => {
    const file = 'address,holder,kind,contactAddress\nferri@pec.alfa.example,Mia,firm,x@posta.example\n';
    const { made, changed, same } = await bulkMailboxes(by, stream(file), { dryRun: false, language: 'it' }, ports);
    return text([made, changed, same]);
  },
  'GET /admin/people': async ({ by, ports }) => text(await listPeople(by, ports)),
  'GET /admin/audit': async ({ by, store }) => text((await listActs(by, { limit: 100 }, store)).items),
};

/** The provider's own, the same for everybody: no organisation is in it. */
const COMMON = ['GET /admin/index', 'GET /admin/certificates'];

suite('an organisation’s administrator and what is not his own', () => {
  test('every endpoint open to him is looked at here', () => {
    const open = [...administrationEndpoints, ...operationEndpoints]
      .filter(({ access }) => (access.roles as readonly string[]).includes('organisation'))
      .map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(open.sort(), [...Object.keys(REFUSED), ...Object.keys(NARROWED), ...COMMON].sort());
  });

  for (const [name, call] of Object.entries(REFUSED)) {
    test(`${name} finds nothing and changes nothing`, async () => {
      const foreign = await openForeign();
      const before = text([...foreign.store.state.mailboxes.values(), ...foreign.store.state.cards.values()]);
      const kinds = name === 'POST /admin/mailboxes' ? ['invalid'] : ['not-found'];
      await assert.rejects(call(foreign), (fault) => fault instanceof Refusal && kinds.includes(fault.kind));
      assert.equal(text([...foreign.store.state.mailboxes.values(), ...foreign.store.state.cards.values()]), before);
    });
  }

  for (const [name, call] of Object.entries(NARROWED)) {
    test(`${name} tells nothing of it`, async () => {
      const foreign = await openForeign();
      const told = await call(foreign);
      for (const word of ['ferri@', 'Ferri', foreign.firm.id, 'Contabilit', 'capo', 'pec.alfa'])
        assert.ok(!told.includes(word), `${word} in ${told}`);
      assert.equal(foreign.store.state.mailboxes.get(foreign.box.id)?.mailbox.holder, 'Titolare');
    });
  }

  test('an office of another organisation cannot be given to his own mailboxes', async () => {
    const { ports, by, office, own } = await openForeign();
    const given = { ...NEW_BOX, holderKind: 'public-body', address: 'uno@comune.example' } as const;
    await assert.rejects(addMailbox(by, { ...given, office: office.id }, ports), { kind: 'not-found' });
    const { id } = await addMailbox(by, { ...given, office: own.id }, ports);
    await assert.rejects(changeMailbox(by, id, { office: office.id }, ports), { kind: 'not-found' });
  });
});
