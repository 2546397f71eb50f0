import { type Office, Refusal } from '#contract';
import { newId } from '#issuing';
import type { Card, MailboxTotal } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { allCards, KINDS, officeValue } from './cards.ts';
import { organisationCard } from './organisations.ts';
import { toldDifferences } from './told-differences.ts';

type Ports = AdministrationPorts;

export interface NewOffice {
  readonly name: string;
  readonly parent?: string | undefined;
}

/** Deeper no organisation chart goes; and a ring of offices is found by it. */
const MAX_DEPTH = 20;

export async function listOffices(by: Actor, organisation: string, ports: Ports): Promise<Office[]> {
  await organisationCard(by, organisation, ports);
  const [cards, totals] = await Promise.all([
    allCards(ports.store, KINDS.office, organisation),
    ports.store.mailboxTotals(),
  ]);
  return cards.map((card) => toOffice(card, totals)).sort((a, b) => a.name.localeCompare(b.name, 'it'));
}

/** Throws not-found unless this office is of this organisation. */
export async function officeCard(organisation: string, id: string, { store }: Pick<Ports, 'store'>): Promise<Card> {
  const card = await store.card(KINDS.office, id);
  if (card?.owner !== organisation) throw notFound();
  return card;
}

export async function addOffice(by: Actor, organisation: string, given: NewOffice, ports: Ports): Promise<Office> {
  await organisationCard(by, organisation, ports);
  const id = newId(ports.legalTime.now(), ports.random);
  return await put(by, organisation, { id, given, was: 0, before: {} }, ports);
}

export async function changeOffice(
  by: Actor,
  organisation: string,
  id: string,
  given: NewOffice,
  version: number | undefined,
  ports: Ports,
): Promise<Office> {
  await organisationCard(by, organisation, ports);
  const card = await officeCard(organisation, id, ports);
  const before = officeValue.parse(card.value);
  return await put(by, organisation, { id, given, was: version ?? card.version, before }, ports);
}

/** Only one without mailboxes and without offices under it. */
export async function removeOffice(by: Actor, organisation: string, id: string, ports: Ports): Promise<void> {
  await organisationCard(by, organisation, ports);
  const card = await officeCard(organisation, id, ports);
  const [totals, offices] = await Promise.all([
    ports.store.mailboxTotals(),
    allCards(ports.store, KINDS.office, organisation),
  ]);
  const hasOffices = offices.some((one) => officeValue.parse(one.value).parent === id);
  if (hasOffices || totals.some(({ office }) => office === id))
    throw new Refusal('conflict', 'office-in-use', {
      it: 'Ha ancora caselle o uffici: spostarli prima.',
      en: 'It still has mailboxes or offices: move them first.',
      de: 'Es gibt noch Postfächer oder Ämter: zuerst verschieben.',
    });
  const cards = [{ kind: 'remove', card: { kind: KINDS.office, id }, was: card.version }] as const;
  const on = officeValue.parse(card.value).name;
  await commitAct({ cards }, { act: 'ufficio-eliminato', on, organisation }, by, ports);
}

async function put(
  by: Actor,
  organisation: string,
  {
    id,
    given,
    was,
    before,
  }: { readonly id: string; readonly given: NewOffice; readonly was: number; readonly before: object },
  ports: Ports,
): Promise<Office> {
  const at = ports.legalTime.now();
  await refuseRing(organisation, id, given.parent, ports);
  const value = { name: given.name, ...(given.parent !== undefined && { parent: given.parent }) };
  const act = was === 0 ? 'ufficio-nuovo' : 'ufficio-cambiato';
  await commitAct(
    { cards: [{ kind: 'put', card: { kind: KINDS.office, id, owner: organisation, value, at }, was }] },
    { act, on: given.name, detail: toldDifferences(before, value), organisation },
    by,
    ports,
  );
  return toOffice((await ports.store.card(KINDS.office, id))!, await ports.store.mailboxTotals());
}

/** An office stands under one of the same organisation, and never under itself. */
async function refuseRing(organisation: string, id: string, parent: string | undefined, ports: Ports): Promise<void> {
  let above = parent;
  for (let depth = 0; above !== undefined; depth++) {
    if (above === id || depth > MAX_DEPTH)
      throw new Refusal('invalid', 'office-ring', {
        it: 'Un ufficio non può stare sotto se stesso.',
        en: 'An office cannot stand under itself.',
        de: 'Ein Amt kann nicht unter sich selbst stehen.',
      });
    above = officeValue.parse((await officeCard(organisation, above, ports)).value).parent;
  }
}

function toOffice({ id, version, owner, value }: Card, totals: readonly MailboxTotal[]): Office {
  const mailboxes = totals
    .filter(({ office, status }) => office === id && status !== 'revoked')
    .reduce((sum, total) => sum + total.mailboxes, 0);
  return { id, version, organisation: owner, ...officeValue.parse(value), mailboxes };
}
