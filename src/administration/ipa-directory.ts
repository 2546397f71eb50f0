import type { DirectoryReads, ListedAddress, Monotonic, Store } from '#ports';
import type { IpaFamily } from './ipa-csv.ts';
import { IPA_FAMILIES, type IpaHead, type KeptFamily, type KeptRow, readFamily, readHead } from './ipa-documents.ts';

/** A row that is in force, as pages of a body show it. */
export interface IpaUnit extends KeptRow {
  readonly family: IpaFamily;
  readonly asOf: string;
}

export interface IpaDirectory extends DirectoryReads {
  /** Everything in force of one body: itself, its areas and its offices. */
  unitsOf(body: string): Promise<readonly IpaUnit[]>;
  /** Was anything ever imported? */
  hasData(): Promise<boolean>;
  /** Is it among the addresses loaded last? For who cannot wait; `refresh` before. */
  holdsNow(address: string): boolean;
  refresh(): Promise<void>;
}

/** How long it is believed that nothing was imported. */
const FRESH_MS = 10_000;

/** An address with what it is found by: one string, folded, so that a hundred thousand are looked through in milliseconds. */
interface Entry {
  readonly text: string;
  readonly listed: ListedAddress;
  /** Bodies before areas before offices. */
  readonly rank: number;
}

interface Loaded {
  readonly head: IpaHead;
  readonly entries: readonly Entry[];
  readonly addresses: ReadonlySet<string>;
  readonly byBody: ReadonlyMap<string, readonly IpaUnit[]>;
}

const NOTHING: Loaded = { head: {}, entries: [], addresses: new Set(), byBody: new Map() };

/** The imported IPA data, kept in memory once somebody asks, and loaded again after an import in whatever process. */
export function openIpaDirectory(ports: {
  readonly store: Pick<Store, 'document'>;
  readonly monotonic: Monotonic;
}): IpaDirectory {
  let loaded = NOTHING;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    const head = await readHead(ports.store);
    if (JSON.stringify(head) !== JSON.stringify(loaded.head)) loaded = await build(head, ports.store);
    lookedAt = ports.monotonic.now();
  }

  /** One at a time, however many ask. */
  async function refresh(): Promise<void> {
    if (ports.monotonic.now() - lookedAt < FRESH_MS) return;
    loading ??= load().finally(() => {
      loading = undefined;
    });
    await loading;
  }

  const now = async () => {
    await refresh();
    return loaded;
  };
  return {
    refresh,
    holdsNow: (address) => loaded.addresses.has(address.toLowerCase()),
    hasData: async () => (await now()).byBody.size > 0,
    find: async (text, limit) => search((await now()).entries, text, limit),
    holds: async (address) => (await now()).addresses.has(address.toLowerCase()),
    unitsOf: async (body) => (await now()).byBody.get(body.toLowerCase()) ?? [],
    ofBody: async (body) => ((await now()).byBody.get(body.toLowerCase()) ?? []).flatMap(listedOf),
  };
}

async function build(head: IpaHead, store: Pick<Store, 'document'>): Promise<Loaded> {
  const entries: Entry[] = [];
  const byBody = new Map<string, IpaUnit[]>();
  for (const [rank, family] of IPA_FAMILIES.entries()) {
    const kept: KeptFamily | undefined = await readFamily(store, family);
    for (const row of kept?.rows ?? []) {
      if (row.ceasedOn !== undefined) continue;
      const unit = { ...row, family, asOf: kept!.asOf };
      const known = byBody.get(row.body);
      if (known === undefined) byBody.set(row.body, [unit]);
      else known.push(unit);
      for (const listed of listedOf(unit))
        entries.push({ rank, listed, text: fold(`${listed.name} ${row.body} ${row.code} ${listed.address}`) });
    }
  }
  return { head, entries, byBody, addresses: new Set(entries.map(({ listed }) => listed.address)) };
}

function listedOf({ family, mails, name, bodyName, body, code, asOf }: IpaUnit): readonly ListedAddress[] {
  const full = family === 'enti' || name === bodyName ? name : `${bodyName}, ${name}`;
  return mails.map(({ address, kind }) => {
    return { name: full, address, kind, body, ...(family !== 'enti' && { unit: code }), asOf };
  });
}

/** Without case and accents. */
function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}

/** All words must be there. Best: certified, a body, the name begins with what was typed. */
function search(entries: readonly Entry[], text: string, limit: number): readonly ListedAddress[] {
  const asked = fold(text.trim());
  const words = asked.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  const found: { readonly score: number; readonly entry: Entry }[] = [];
  for (const entry of entries) {
    if (!words.every((word) => entry.text.includes(word))) continue;
    const begins = entry.text.startsWith(asked) || entry.listed.address.startsWith(asked) ? 0 : 10;
    const score = begins + entry.rank * 2 + (entry.listed.kind === 'certified' ? 0 : 1);
    found.push({ score, entry });
  }
  return found
    .sort((a, b) => a.score - b.score || a.entry.text.length - b.entry.text.length)
    .slice(0, limit)
    .map(({ entry }) => entry.listed);
}
