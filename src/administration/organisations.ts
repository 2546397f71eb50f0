import { type Organisation, Refusal } from '#contract';
import { newId } from '#issuing';
import type { AccountChange, Card, Domain, MailboxTotal } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { allCards, KINDS, type OrganisationValue, organisationValue } from './cards.ts';
import { toldDifferences } from './told-differences.ts';

export interface NewOrganisation {
  readonly name: string;
  readonly taxCode?: string | undefined;
  readonly ipaCode?: string | undefined;
  readonly domains: readonly string[];
  readonly quotaBytes?: number | undefined;
}

type Ports = AdministrationPorts;

/** Those visible to this visitor, by name. */
export async function listOrganisations(by: Actor, text: string | undefined, ports: Ports) {
  const [cards, totals, domains] = await Promise.all([
    by.organisation === undefined
      ? allCards(ports.store, KINDS.organisation)
      : ports.store.card(KINDS.organisation, by.organisation).then((card) => (card ? [card] : [])),
    ports.store.mailboxTotals(),
    ports.store.domains(),
  ]);
  const wanted = text?.toLowerCase();
  return cards
    .map((card) => toOrganisation(card, totals, domains))
    .filter(({ name, ipaCode = '', domains: of }) => {
      return wanted === undefined || [name, ipaCode, ...of].some((value) => value.toLowerCase().includes(wanted));
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'it'));
}

/** Throws not-found for one that is not there, or not for him. */
export async function organisationCard(by: Actor, id: string, { store }: Pick<Ports, 'store'>) {
  const isHis = by.organisation === undefined || by.organisation === id;
  const card = isHis ? await store.card(KINDS.organisation, id) : undefined;
  if (card === undefined) throw notFound();
  return { card, value: organisationValue.parse(card.value) };
}

export async function addOrganisation(by: Actor, given: NewOrganisation, ports: Ports): Promise<Organisation> {
  const id = newId(ports.legalTime.now(), ports.random);
  return await put(by, { id, given, was: 0, before: {} }, ports);
}

export async function changeOrganisation(
  by: Actor,
  id: string,
  given: NewOrganisation,
  version: number | undefined,
  ports: Ports,
): Promise<Organisation> {
  const { card, value } = await organisationCard(by, id, ports);
  return await put(by, { id, given, was: version ?? card.version, before: value }, ports);
}

/** Only one without mailboxes, offices, domains and people. */
export async function removeOrganisation(by: Actor, id: string, ports: Ports): Promise<void> {
  const { card, value } = await organisationCard(by, id, ports);
  const [totals, offices, domains, roles] = await Promise.all([
    ports.store.mailboxTotals(),
    ports.store.countCards(KINDS.office, id),
    ports.store.domains(),
    allCards(ports.store, KINDS.role, id),
  ]);
  const isUsed = totals.some((total) => total.organisation === id) || domains.some((one) => one.organisation === id);
  if (isUsed || offices > 0 || roles.length > 0)
    throw new Refusal('conflict', 'organisation-in-use', {
      it: 'Ha ancora caselle, uffici, domini o amministratori: spostarli prima.',
      en: 'It still has mailboxes, offices, domains or administrators: move them first.',
      de: 'Es gibt noch Postfächer, Ämter, Domains oder Verwalter: zuerst verschieben.',
    });
  const cards = [
    { kind: 'remove', card: { kind: KINDS.organisation, id }, was: card.version },
    { kind: 'remove', card: { kind: KINDS.publicPage, id } },
  ] as const;
  await commitAct({ cards }, { act: 'organizzazione-eliminata', on: value.name, organisation: id }, by, ports);
}

async function put(
  by: Actor,
  {
    id,
    given,
    was,
    before,
  }: { readonly id: string; readonly given: NewOrganisation; readonly was: number; readonly before: object },
  ports: Ports,
): Promise<Organisation> {
  const at = ports.legalTime.now();
  const { domains: wanted, ...rest } = given;
  const value = organisationValue.parse(JSON.parse(JSON.stringify(rest)));
  const domains = await ports.store.domains();
  const accounts = domainChanges(id, wanted, domains);
  await commitAct(
    { accounts, cards: [{ kind: 'put', card: { kind: KINDS.organisation, id, owner: '', value, at }, was }] },
    {
      act: was === 0 ? 'organizzazione-nuova' : 'organizzazione-cambiata',
      on: value.name,
      detail: toldDifferences({ ...before, domains: ofOrganisation(id, domains) }, { ...value, domains: wanted }),
      organisation: id,
    },
    by,
    ports,
  );
  await ports.accounts.refresh();
  const [card, totals, now] = await Promise.all([
    ports.store.card(KINDS.organisation, id),
    ports.store.mailboxTotals(),
    ports.store.domains(),
  ]);
  return toOrganisation(card!, totals, now);
}

/** A domain belongs to one organisation at most, and says itself to which. */
function domainChanges(id: string, wanted: readonly string[], domains: readonly Domain[]): readonly AccountChange[] {
  const known = new Map(domains.map((domain) => [domain.name, domain]));
  for (const name of wanted) {
    const domain = known.get(name);
    if (domain === undefined)
      throw new Refusal('invalid', 'domain-unknown', {
        it: `${name} non è un dominio PEC di questo gestore: i domini si aggiungono nelle impostazioni.`,
        en: `${name} is no PEC domain of this provider: domains are added in its settings.`,
        de: `${name} ist keine PEC-Domain dieses Anbieters: Domains werden in den Einstellungen ergänzt.`,
      });
    if (domain.organisation !== undefined && domain.organisation !== id)
      throw new Refusal('conflict', 'domain-taken', {
        it: `${name} appartiene a un'altra organizzazione.`,
        en: `${name} belongs to another organisation.`,
        de: `${name} gehört zu einer anderen Organisation.`,
      });
  }
  const changes: AccountChange[] = [];
  for (const domain of domains) {
    const isWanted = wanted.includes(domain.name);
    const { organisation, ...rest } = domain;
    if (isWanted && organisation === undefined)
      changes.push({ kind: 'put-domain', domain: { ...domain, organisation: id } });
    else if (!isWanted && organisation === id) changes.push({ kind: 'put-domain', domain: rest });
  }
  return changes;
}

const ofOrganisation = (id: string, domains: readonly Domain[]) =>
  domains.filter(({ organisation }) => organisation === id).map(({ name }) => name);

function toOrganisation(card: Card, totals: readonly MailboxTotal[], domains: readonly Domain[]): Organisation {
  const { id, version } = card;
  const { name, taxCode, ipaCode, quotaBytes }: OrganisationValue = organisationValue.parse(card.value);
  const mine = totals.filter(({ organisation, status }) => organisation === id && status !== 'revoked');
  return {
    ...{ id, version, name },
    ...(taxCode !== undefined && { taxCode }),
    ...(ipaCode !== undefined && { ipaCode }),
    domains: ofOrganisation(id, domains),
    mailboxes: mine.reduce((sum, { mailboxes }) => sum + mailboxes, 0),
    ...(quotaBytes !== undefined && { quotaBytes }),
    usedBytes: mine.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
  };
}
