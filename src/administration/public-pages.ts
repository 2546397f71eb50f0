import type { PublicEntry, PublicPage } from '#contract';
import { type Instant, isoLegalTime } from '#pec';
import type { Domain, LegalTime, LogArchive, Mailbox, Store } from '#ports';
import { readIndexState } from '#provider-index';
import { isToldIn, judgeAvailability, type Outage, outageState, quadrimestreOf } from '#service-levels';
import { allCards, KINDS, organisationValue, publicPageValue } from './cards.ts';
import type { ListedProvider } from './index-desk.ts';

export interface PublicPagesPorts {
  readonly store: Store & Pick<LogArchive, 'documents'>;
  readonly legalTime: LegalTime;
  readonly provider: {
    readonly name: string;
    readonly domain: string;
    readonly serviceAddress: string;
    readonly isSandbox: boolean;
  };
  /** Of the index in use; undefined while there is none. */
  listedProviders(): readonly ListedProvider[];
}

/** What anybody may know of the provider: the public pages and their JSON are made of it. */
export interface PublicPages {
  provider(): Promise<PublicPagesPorts['provider'] & { readonly domains: number }>;
  providers(): Promise<{
    /** When our copy of the index was fetched. */
    readonly asOf?: Instant;
    readonly providers: readonly Pick<ListedProvider, 'name' | 'mailReceipt' | 'domains'>[];
  }>;
  status(): Promise<{
    readonly at: Instant;
    readonly points: readonly { readonly point: 'access' | 'incoming' | 'delivery'; readonly isUp: boolean }[];
    /** Of the quadrimestre that runs, 0 to 1. */
    readonly availability: number;
    readonly outages: readonly {
      readonly from: Instant;
      readonly to?: Instant;
      readonly kind: string;
      /** It has not begun. */
      readonly isAnnounced: boolean;
    }[];
  }>;
  /** Bodies with a page, by name. */
  bodies(): Promise<readonly { readonly slug: string; readonly name: string }[]>;
  body(slug: string): Promise<PublicPage | undefined>;
}

const MOST_OUTAGES = 100_000;
const POINTS = { access: 'AP', incoming: 'InP', delivery: 'DP' } as const;

export function openPublicPages({ store, legalTime, provider, listedProviders }: PublicPagesPorts): PublicPages {
  return {
    provider: async () => ({ ...provider, domains: (await store.domains()).length }),
    async providers() {
      const { copy } = await readIndexState(store);
      const providers = listedProviders().map(({ name, mailReceipt, domains }) => ({ name, mailReceipt, domains }));
      return { ...(copy && { asOf: copy.fetchedAt }), providers };
    },
    async status() {
      const at = legalTime.now();
      const period = quadrimestreOf(at);
      const documents = await store.documents('duty/outage/', { limit: MOST_OUTAGES });
      const outages = documents.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as Outage);
      const open = outages.filter((outage) => outageState(outage, at) === 'lasting');
      return {
        at,
        points: (['access', 'incoming', 'delivery'] as const).map((point) => {
          return { point, isUp: !open.some(({ points }) => points.includes(POINTS[point])) };
        }),
        availability: judgeAvailability(period, outages, at).percent / 100,
        outages: outages
          .map((outage) => ({ ...outage, state: outageState(outage, at) }))
          .filter((outage) => outage.state !== 'withdrawn' && isToldIn(period, outage, at))
          .map(({ from, to, kind, state }) => {
            return { from, ...(to !== undefined && { to }), kind, isAnnounced: state === 'announced' };
          }),
      };
    },
    async bodies() {
      const [pages, organisations] = await Promise.all([
        allCards(store, KINDS.publicPage),
        allCards(store, KINDS.organisation),
      ]);
      const names = new Map(organisations.map(({ id, value }) => [id, organisationValue.parse(value).name]));
      return pages
        .map(({ id, value }) => ({ slug: publicPageValue.parse(value).slug, name: names.get(id) ?? '' }))
        .filter(({ name }) => name !== '')
        .sort((a, b) => a.name.localeCompare(b.name, 'it'));
    },
    body: (slug) => readBody(slug, store),
  };
}

async function readBody(slug: string, store: Store): Promise<PublicPage | undefined> {
  const card = await store.cardByKey(KINDS.publicPage, slug);
  const organisation = card && (await store.card(KINDS.organisation, card.owner));
  if (card === undefined || organisation === undefined) return undefined;
  const { entries, site } = publicPageValue.parse(card.value);
  const { name, ipaCode } = organisationValue.parse(organisation.value);
  return {
    body: name,
    ...(ipaCode !== undefined && { ipaCode }),
    ...(site !== undefined && { site }),
    updatedOn: isoLegalTime(card.at).slice(0, 10),
    entries: await truthful(entries, store),
  };
}

/** Entries as people wrote them, but what an own mailbox does with ordinary mail is told as it is. */
export async function truthful(entries: readonly PublicEntry[], store: Store): Promise<PublicEntry[]> {
  const domains = new Map((await store.domains()).map((domain) => [domain.name, domain]));
  const addresses = [
    ...new Set(entries.flatMap((entry) => entry.addresses.map(({ address }) => address.toLowerCase()))),
  ];
  const boxes = new Map(
    await Promise.all(addresses.map(async (address) => [address, await store.mailbox(address)] as const)),
  );
  return entries.map((entry) => ({
    ...entry,
    addresses: entry.addresses
      // One of ours that is closed is nobody's any more.
      .filter(({ address }) => boxes.get(address.toLowerCase())?.status !== 'revoked')
      .map((told) => {
        const mailbox = boxes.get(told.address.toLowerCase());
        if (mailbox === undefined) return told;
        return { ...told, kind: 'certified' as const, certifiedOnly: isCertifiedOnly(mailbox, domains) };
      }),
  }));
}

/** Ordinary mail to it is turned away. */
export function isCertifiedOnly(mailbox: Mailbox, domains: ReadonlyMap<string, Domain>): boolean {
  const domain = domains.get(mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1));
  return (domain?.ordinaryMail ?? mailbox.ordinaryMail).kind === 'refuse' || domain?.closedChannel !== undefined;
}
