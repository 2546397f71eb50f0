import type { Contact } from '#contract';
import { domainOf } from '#mime';
import type { Mailbox } from '#ports';
import type { BookPorts } from './book-ports.ts';
import { type Contacts, fold, textOf, wordsOf } from './contacts.ts';

export interface Suggestion {
  readonly name: string;
  readonly address: string;
  readonly kind: 'certified' | 'ordinary' | 'unknown';
  readonly from: 'contact' | 'group' | 'recent' | 'ipa';
  readonly members?: string[];
  /** Of directory data: as of which day. */
  readonly asOf?: string;
}

const MOST = 20;
const RECENT = 300;
const RECENT_MS = 90 * 24 * 3_600_000;
const FRESH_MS = 60_000;
const CACHED = 500;

/** Addresses for a field: contacts and groups first, then those written to lately (whatever the program), then imported directories. */
export interface Suggestions {
  find(mailbox: Pick<Mailbox, 'id' | 'address'>, text: string): Promise<Suggestion[]>;
}

export function openSuggestions(contacts: Contacts, ports: BookPorts): Suggestions {
  const recent = new Map<
    string,
    { readonly until: number; readonly addresses: Promise<ReadonlyMap<string, number>> }
  >();

  /** Recipients of what the mailbox sent, by any door, with how often: the log of acceptances knows them. */
  function writtenTo({ id, address }: Pick<Mailbox, 'id' | 'address'>): Promise<ReadonlyMap<string, number>> {
    const now = ports.monotonic.now();
    const kept = recent.get(id);
    if (kept && kept.until > now) return kept.addresses;
    const addresses = recipientsLately(address, ports);
    if (recent.size >= CACHED) recent.clear();
    recent.set(id, { until: now + FRESH_MS, addresses });
    addresses.catch(() => recent.delete(id));
    return addresses;
  }

  return {
    async find(mailbox, text) {
      const words = wordsOf(text);
      if (words.length === 0) return [];
      const [people, groups, lately, listed] = await Promise.all([
        contacts.all(mailbox.id),
        contacts.groups(mailbox.id),
        writtenTo(mailbox),
        ports.directory.find(text, MOST),
      ]);
      const often = (address: string) => lately.get(address.toLowerCase()) ?? 0;
      const found: Suggestion[] = [
        ...people
          .filter((one) => holds(textOf(one), words))
          .flatMap(ofContact)
          .sort(byUse(words, often)),
        ...groups.filter(({ name }) => holds(fold(name), words)).flatMap((group) => ofGroup(group, people)),
        ...[...lately.keys()]
          .filter((address) => holds(address, words))
          .map(ofRecent)
          .sort(byUse(words, often)),
        ...listed.map(({ name, address, kind, asOf }) => ({ name, address, kind, from: 'ipa' as const, asOf })),
      ];
      return once(found).slice(0, MOST).map(judged);
    },
  };

  function judged(one: Suggestion): Suggestion {
    const isPec = one.from === 'group' ? undefined : ports.isPecDomain(domainOf(one.address));
    return isPec === undefined ? one : { ...one, kind: isPec ? 'certified' : 'ordinary' };
  }
}

async function recipientsLately(
  address: string,
  { store, legalTime }: BookPorts,
): Promise<ReadonlyMap<string, number>> {
  const from = legalTime.now() - RECENT_MS;
  const records = await store.searchLog({
    sender: address,
    event: 'Accettazione',
    from,
    newestFirst: true,
    limit: RECENT,
  });
  const times = new Map<string, number>();
  for (const { destinatari = [] } of records) {
    for (const { address: to } of destinatari) times.set(to.toLowerCase(), (times.get(to.toLowerCase()) ?? 0) + 1);
  }
  return times;
}

const holds = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));

function ofContact({ name, addresses }: Contact): Suggestion[] {
  return addresses.map(({ address, kind }) => ({ name, address, kind, from: 'contact' }));
}

function ofRecent(address: string): Suggestion {
  return { name: '', address, kind: 'unknown', from: 'recent' };
}

/** A group stands for its members' first addresses, certified ones before others. */
function ofGroup(
  { id, name }: { readonly id: string; readonly name: string },
  people: readonly Contact[],
): Suggestion[] {
  const members = people
    .filter(({ groups }) => groups.includes(id))
    .map(({ addresses }) => (addresses.find(({ kind }) => kind === 'certified') ?? addresses[0])?.address)
    .filter((address) => address !== undefined);
  const [first] = members;
  return first === undefined
    ? []
    : [{ name, address: first, kind: 'unknown', from: 'group', members: members.slice(0, 1_000) }];
}

/** Often written to first; then those that begin with what was typed; then by name. */
function byUse(words: readonly string[], often: (address: string) => number) {
  const begins = ({ name, address }: Suggestion) =>
    Number(fold(name).startsWith(words[0]!) || address.startsWith(words[0]!));
  return (a: Suggestion, b: Suggestion): number =>
    often(b.address) - often(a.address) ||
    begins(b) - begins(a) ||
    (a.name + a.address).localeCompare(b.name + b.address);
}

/** The first that names an address keeps it. */
function once(all: readonly Suggestion[]): Suggestion[] {
  const seen = new Set<string>();
  return all.filter(({ from, address, name }) => {
    const key = from === 'group' ? `group ${name}` : address.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
