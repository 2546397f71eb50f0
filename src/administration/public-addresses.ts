import { type PublicEntry, Refusal } from '#contract';
import type { Mailbox, Store } from '#ports';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { allCards, KINDS, officeValue, publicPageValue } from './cards.ts';
import type { IpaDirectory, IpaUnit } from './ipa-directory.ts';
import { organisationCard } from './organisations.ts';
import { isCertifiedOnly, truthful } from './public-pages.ts';

type Ports = AdministrationPorts & { readonly ipa: Pick<IpaDirectory, 'unitsOf'> };

/** Mailboxes of one body that are proposed for its page. */
const MOST_BOXES = 5_000;

/** The page of a body as its administrator edits it: what he wrote, what follows from his mailboxes besides, and where the IPA says otherwise. */
export async function readPublicAddresses(by: Actor, organisation: string, ports: Ports) {
  const { value } = await organisationCard(by, organisation, ports);
  const card = await ports.store.card(KINDS.publicPage, organisation);
  const page = card && publicPageValue.parse(card.value);
  const boxes = await boxesOf(organisation, ports.store);
  const edited = await truthful(page?.entries ?? [], ports.store);
  const entries = page === undefined ? await proposed(organisation, boxes, ports.store) : edited;
  const units = value.ipaCode === undefined ? [] : await ports.ipa.unitsOf(value.ipaCode);
  const asOf = units[0]?.asOf;
  return {
    version: card?.version ?? 0,
    slug: page?.slug ?? slugOf(value.ipaCode ?? value.name),
    ...(page?.site !== undefined && { site: page.site }),
    entries,
    differences: differencesOf(boxes, entries, units),
    ...(asOf !== undefined && { ipaAsOf: asOf }),
  };
}

export async function changePublicAddresses(
  by: Actor,
  organisation: string,
  given: { readonly slug: string; readonly site?: string | undefined; readonly entries: readonly PublicEntry[] },
  version: number | undefined,
  ports: Ports,
): Promise<{ readonly version: number }> {
  const { value: of } = await organisationCard(by, organisation, ports);
  const { slug, site } = given;
  const [card, taken] = await Promise.all([
    ports.store.card(KINDS.publicPage, organisation),
    ports.store.cardByKey(KINDS.publicPage, slug),
  ]);
  if (taken !== undefined && taken.id !== organisation) throw slugTaken();
  if (site !== undefined && !/^https?:\/\//i.test(site)) throw badSite();
  const value = { slug, ...(site !== undefined && { site }), entries: await truthful(given.entries, ports.store) };
  const at = ports.legalTime.now();
  const put = { kind: KINDS.publicPage, id: organisation, owner: organisation, key: slug, value, at };
  const was = version ?? card?.version ?? 0;
  const act = { act: 'pagina-pubblica', on: of.name, detail: `${slug}: ${value.entries.length} voci`, organisation };
  await commitAct({ cards: [{ kind: 'put', card: put, was }] }, act, by, ports);
  return { version: was + 1 };
}

async function boxesOf(organisation: string, store: Store): Promise<readonly Mailbox[]> {
  const rows = await store.findMailboxes({ organisation, limit: MOST_BOXES });
  return rows.map(({ mailbox }) => mailbox).filter(({ status }) => status !== 'revoked');
}

/** Until somebody edits it: each office with its mailboxes, and those of no office first. */
async function proposed(organisation: string, boxes: readonly Mailbox[], store: Store): Promise<PublicEntry[]> {
  const offices = await allCards(store, KINDS.office, organisation);
  const names = new Map(offices.map(({ id, value }) => [id, officeValue.parse(value).name]));
  const domains = new Map((await store.domains()).map((domain) => [domain.name, domain]));
  const groups = Map.groupBy(boxes, ({ office }) => (office === undefined ? '' : (names.get(office) ?? '')));
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'it'))
    .map(([name, of]) => ({
      section: name === '' ? 'Ente' : 'Uffici',
      name: name === '' ? 'Caselle istituzionali' : name,
      addresses: of.slice(0, 20).map((mailbox) => ({
        address: mailbox.address,
        kind: 'certified',
        label: mailbox.holder.slice(0, 100),
        role: name === '' ? 'institutional' : 'sector',
        certifiedOnly: isCertifiedOnly(mailbox, domains),
      })),
    }));
}

/** Where the last IPA data and ours differ (P108): for the contact who keeps the IPA up to date. */
function differencesOf(boxes: readonly Mailbox[], entries: readonly PublicEntry[], units: readonly IpaUnit[]) {
  if (units.length === 0) return [];
  const listed = new Map(units.flatMap(({ mails }) => mails).map((mail) => [mail.address, mail.kind]));
  const ours = new Map<string, 'certified' | 'ordinary'>(boxes.map(({ address }) => [address, 'certified']));
  for (const { addresses } of entries) for (const { address, kind } of addresses) ours.set(address.toLowerCase(), kind);
  const found: { what: 'only-ours' | 'only-ipa' | 'other-kind'; ours?: string; ipa?: string }[] = [];
  for (const [address, kind] of ours) {
    const there = listed.get(address);
    if (there === undefined) found.push({ what: 'only-ours', ours: address });
    else if (there !== kind) found.push({ what: 'other-kind', ours: `${address} (${kind})`, ipa: there });
  }
  for (const address of listed.keys()) if (!ours.has(address)) found.push({ what: 'only-ipa', ipa: address });
  return found;
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  return slug === '' ? 'ente' : slug;
}

const slugTaken = () =>
  new Refusal('conflict', 'slug-taken', {
    it: 'Un altro ente ha già una pagina con questo indirizzo.',
    en: 'Another body has a page of this name already.',
    de: 'Eine andere Körperschaft hat schon eine Seite mit diesem Namen.',
  });

const badSite = () =>
  new Refusal('invalid', 'site', {
    it: 'Il sito comincia con http:// o https://',
    en: 'A site begins with http:// or https://',
    de: 'Eine Website beginnt mit http:// oder https://',
  });
