import { type Contact, contact, type Group, group, Refusal } from '#contract';
import { domainOf, type ForeignContact, isAddress, readVcards } from '#mime';
import type { BookPorts } from './book-ports.ts';
import { readContactCsv, writeContactCsv } from './contact-csv.ts';
import { type Kept, openShelf, type Shelf } from './shelf.ts';
import { writeVcard } from './write-vcard.ts';

type ContactValue = Omit<Contact, 'id' | 'version'>;
const contactShape = contact.omit({ id: true, version: true });
const groupShape = group.omit({ id: true, version: true, members: true });
type GroupValue = Omit<Group, 'id' | 'version' | 'members'>;

/** The lists of a mailbox are read once in so long, however many keys are typed. */
const FRESH_MS = 3_000;
const CACHED = 500;
const MAX_CONTACTS = 10_000;
const MAX_IMPORT = 20_000_000;

export interface Page {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly text?: string | undefined;
}

export interface Imported {
  added: number;
  changed: number;
  faults: { at: number; code: string; words: string[]; detail: string }[];
}

export interface Contacts {
  list(mailbox: string, page: Page): Promise<{ items: Contact[]; next?: string }>;
  all(mailbox: string): Promise<readonly Contact[]>;
  groups(mailbox: string): Promise<readonly Group[]>;
  add(mailbox: string, value: ContactValue): Promise<Contact>;
  change(mailbox: string, id: string, value: ContactValue, version?: number): Promise<Contact>;
  remove(mailbox: string, id: string): Promise<void>;
  addGroup(mailbox: string, value: GroupValue): Promise<Group>;
  changeGroup(mailbox: string, id: string, value: GroupValue, version?: number): Promise<Group>;
  removeGroup(mailbox: string, id: string): Promise<void>;
  /** Octets of a vCard or CSV file. Who has one of the addresses already is changed, never doubled. */
  take(mailbox: string, as: 'vcard' | 'csv', octets: AsyncIterable<Uint8Array>): Promise<Imported>;
  give(mailbox: string, as: 'vcard' | 'csv'): Promise<string>;
}

export function openContacts(ports: BookPorts): Contacts {
  const shelf = openShelf<ContactValue>({ kind: 'contact', shape: contactShape, most: MAX_CONTACTS }, ports);
  const groupShelf = openShelf<GroupValue>({ kind: 'contact-group', shape: groupShape, most: 500 }, ports);
  const known = new Map<
    string,
    { readonly until: number; readonly contacts: Promise<readonly Kept<ContactValue>[]> }
  >();

  function all(mailbox: string): Promise<readonly Kept<ContactValue>[]> {
    const now = ports.monotonic.now();
    const kept = known.get(mailbox);
    if (kept && kept.until > now) return kept.contacts;
    const contacts = shelf.all(mailbox);
    if (known.size >= CACHED) known.clear();
    known.set(mailbox, { until: now + FRESH_MS, contacts });
    contacts.catch(() => known.delete(mailbox));
    return contacts;
  }

  const told = (kept: Kept<ContactValue>): Contact => ({
    ...kept,
    addresses: kept.addresses.map((one) => kindNow(one, ports)),
  });
  const changing = async <T>(mailbox: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      known.delete(mailbox);
    }
  };

  async function groups(mailbox: string): Promise<readonly Group[]> {
    const [kept, contacts] = await Promise.all([groupShelf.all(mailbox), all(mailbox)]);
    const members = (id: string) => contacts.filter((one) => one.groups.includes(id)).length;
    return kept.map((one) => ({ ...one, members: members(one.id) })).sort((a, b) => a.name.localeCompare(b.name, 'it'));
  }

  return {
    groups,
    all: async (mailbox) => (await all(mailbox)).map(told),
    async list(mailbox, { limit, after, text }) {
      const words = wordsOf(text ?? '');
      const wanted = (await all(mailbox)).filter((one) => words.every((word) => textOf(one).includes(word)));
      const placed = wanted.map((one) => [placeOf(one), one] as const).sort(([a], [b]) => (a < b ? -1 : 1));
      const rest = placed.filter(([place]) => after === undefined || place > after);
      const items = rest.slice(0, limit).map(([, one]) => told(one));
      return { items, ...(rest.length > limit && { next: rest[limit - 1]![0] }) };
    },
    add: async (mailbox, value) => told(await changing(mailbox, shelf.add(mailbox, value))),
    change: async (mailbox, id, value, version) =>
      told(await changing(mailbox, shelf.change(mailbox, id, value, version))),
    remove: (mailbox, id) => changing(mailbox, shelf.remove(mailbox, id)),
    addGroup: async (mailbox, value) => ({ ...(await groupShelf.add(mailbox, value)), members: 0 }),
    async changeGroup(mailbox, id, value, version) {
      await groupShelf.change(mailbox, id, value, version);
      return (await groups(mailbox)).find((one) => one.id === id)!;
    },
    removeGroup: (mailbox, id) => groupShelf.remove(mailbox, id),
    take: (mailbox, as, octets) => changing(mailbox, take(mailbox, as, octets, shelf, groupShelf)),
    async give(mailbox, as) {
      const [contacts, named] = await Promise.all([all(mailbox), groupShelf.all(mailbox)]);
      const nameOf = (id: string) => named.find((one) => one.id === id)?.name;
      return as === 'csv' ? writeContactCsv(contacts, nameOf) : contacts.map((one) => writeVcard(one, nameOf)).join('');
    },
  };
}

async function take(
  mailbox: string,
  as: 'vcard' | 'csv',
  octets: AsyncIterable<Uint8Array>,
  shelf: Shelf<ContactValue>,
  groupShelf: Shelf<GroupValue>,
): Promise<Imported> {
  const foreign = read(as, await textOfFile(octets));
  const byAddress = new Map(
    (await shelf.all(mailbox)).flatMap((one) =>
      one.addresses.map(({ address }) => [address.toLowerCase(), one] as const),
    ),
  );
  const groups = await groupsNamed(
    mailbox,
    [...new Set(foreign.flatMap((one) => one.groups))].slice(0, 200),
    groupShelf,
  );
  const found: Imported = { added: 0, changed: 0, faults: [] };
  const puts = new Map<string, { id?: string; value: ContactValue }>();
  for (const one of foreign) {
    const value = contactShape.safeParse(asContact(one, groups));
    const bad = one.addresses.filter(({ address }) => !isAddress(address)).map(({ address }) => address);
    if (!value.success || value.data.addresses.length === 0) {
      if (found.faults.length < 1_000)
        found.faults.push({
          at: one.at,
          ...faultOf(bad[0]?.slice(0, 100)),
        });
      continue;
    }
    const known = value.data.addresses
      .map(({ address }) => byAddress.get(address.toLowerCase()))
      .find((each) => each !== undefined);
    const place = known?.id ?? value.data.addresses[0]!.address.toLowerCase();
    if (!puts.has(place)) found[known ? 'changed' : 'added']++;
    puts.set(place, known ? { id: known.id, value: joined(known, value.data) } : { value: value.data });
  }
  await shelf.putAll(mailbox, [...puts.values()]);
  return found;
}

function read(as: 'vcard' | 'csv', text: string): ForeignContact[] {
  try {
    const found = as === 'vcard' ? readVcards(text) : readContactCsv(text);
    if (found.length > 0) return found;
  } catch {
    throw unreadable();
  }
  throw unreadable();
}

const unreadable = () =>
  new Refusal('invalid', 'unreadable-file', {
    it: 'Nel file non c’è nessun contatto: serve un vCard, oppure un CSV con una colonna di indirizzi (per esempio «E-mail» o «PEC»).',
    en: 'There is no contact in the file: a vCard is needed, or a CSV with a column of addresses (“E-mail” or “PEC”, for example).',
    de: 'In der Datei ist kein Kontakt: nötig ist eine vCard oder eine CSV-Datei mit einer Spalte von Adressen (zum Beispiel „E-mail“ oder „PEC“).',
  });

/** UTF-8 where it is, else Windows' Latin letters, as spreadsheets write them; UTF-16 by its mark. */
async function textOfFile(octets: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of octets) {
    size += piece.length;
    if (size > MAX_IMPORT)
      throw new Refusal('too-large', 'file-too-large', {
        it: 'Il file supera i 20 MB.',
        en: 'The file is over 20 MB.',
        de: 'Die Datei ist größer als 20 MB.',
      });
    pieces.push(new Uint8Array(piece));
  }
  const all = Buffer.concat(pieces);
  if (all[0] === 0xff && all[1] === 0xfe) return new TextDecoder('utf-16le').decode(all);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(all);
  } catch {
    return new TextDecoder('windows-1252').decode(all);
  }
}

async function groupsNamed(
  mailbox: string,
  names: readonly string[],
  shelf: Shelf<GroupValue>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map((await shelf.all(mailbox)).map(({ name, id }) => [name.toLowerCase(), id]));
  for (const name of names) {
    const value = groupShape.safeParse({ name });
    if (value.success && !found.has(name.toLowerCase()))
      found.set(name.toLowerCase(), (await shelf.add(mailbox, value.data)).id);
  }
  return found;
}

function asContact(one: ForeignContact, groups: ReadonlyMap<string, string>): unknown {
  const line = (text: string, most: number) =>
    text
      .replace(/[\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, most);
  const addresses = one.addresses.filter(({ address }) => isAddress(address)).slice(0, 20);
  return {
    name: line(one.name, 500),
    ...(one.organisation && { organisation: line(one.organisation, 300) }),
    addresses: addresses.map(({ address, label }) => ({ address, ...(label && { label: line(label, 60) }) })),
    ...(one.phone && { phone: line(one.phone, 60) }),
    ...(one.notes && { notes: one.notes.slice(0, 20_000) }),
    groups: one.groups.map((name) => groups.get(name.toLowerCase())).filter((id) => id !== undefined),
  };
}

/** What came adds to what was known; nothing is taken away. */
function joined({ id: _, version: __, ...known }: Kept<ContactValue>, came: ContactValue): ContactValue {
  const has = (address: string) => known.addresses.some((one) => one.address.toLowerCase() === address.toLowerCase());
  return {
    ...known,
    ...came,
    addresses: [...known.addresses, ...came.addresses.filter(({ address }) => !has(address))].slice(0, 20),
    groups: [...new Set([...known.groups, ...came.groups])].slice(0, 100),
  };
}

/** Whether an address is certified the index of providers says, as it is now. */
function kindNow<A extends Contact['addresses'][number]>(one: A, { isPecDomain }: BookPorts): A {
  const isPec = isPecDomain(domainOf(one.address));
  return isPec === undefined ? one : { ...one, kind: isPec ? 'certified' : 'ordinary' };
}

export function wordsOf(text: string): readonly string[] {
  return fold(text).split(/\s+/).filter(Boolean).slice(0, 10);
}

/** Letter case and accents do not matter to who searches. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export function textOf({ name, organisation = '', addresses }: ContactValue): string {
  return fold([name, organisation, ...addresses.map(({ address }) => address)].join(' '));
}

function placeOf({ name, id }: Kept<ContactValue>): string {
  return `${fold(name).slice(0, 80)}\u0001${id}`;
}

/** Why one is left out; the sentence in Italian. */
function faultOf(bad: string | undefined) {
  return bad === undefined
    ? { code: 'address-missing', words: [], detail: 'manca un indirizzo' }
    : { code: 'address-wrong', words: [bad], detail: `indirizzo non valido: ${bad}` };
}
