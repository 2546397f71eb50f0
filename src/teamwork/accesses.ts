import { Refusal } from '#contract';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { CardChange, LegalTime, Random, Store } from '#ports';
import { ACCESS, type AccessEntry, type AccessPage, accessId, PER_CARD, readAccesses } from './access-card.ts';
import { forgetOld, KEPT_MONTHS, monthsAfter } from './forget-old.ts';

/** What somebody did in a mailbox: told by whoever served it. */
export interface Access extends Omit<AccessEntry, 'at'> {
  /** Id. */
  readonly mailbox: string;
}

export interface Accesses {
  /** Resolves when it is durable. Those told meanwhile go together: a flood costs few commits. */
  tellAccess(access: Access): Promise<void>;
  /** The newest first. `after`: as the page before said in `next`. */
  list(mailbox: string, query: { after?: string; limit: number; login?: string }): Promise<AccessPage>;
  /** Removes what is older than 30 months; answers how many cards. */
  forgetOld(): Promise<number>;
}

export interface AccessesPorts {
  readonly store: Pick<Store, 'commit' | 'cards' | 'card' | 'dueCards'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
}

const KNOWN_CARDS = 1_000;
/** The same person opening the same thing again within this is not told again. */
const SAME_MS = 600_000;
/** Cards that one page looks through when it asks for one login. */
const SCANNED_CARDS = 100;
const RACES = 4;

type ToldAccess = Access & { readonly at: Instant };

interface OpenCard {
  readonly id: string;
  readonly version: number;
  readonly entries: readonly AccessEntry[];
}

/** Who saw what, for the holder of a mailbox: cards that grow until they are full, written together, kept 30 months. */
export function openAccesses(ports: AccessesPorts): Accesses {
  const { store, legalTime, random } = ports;
  /** The card of each mailbox that this process writes to. */
  const open = new Map<string, OpenCard>();
  const waiting: ToldAccess[] = [];
  let atWork: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function write(batch: readonly ToldAccess[]): Promise<void> {
    for (let race = 0; race < RACES; race++) {
      const cards = [...Map.groupBy(batch, ({ mailbox }) => mailbox)].flatMap(([mailbox, told]) =>
        grown(mailbox, told, open.get(mailbox), random),
      );
      if (cards.length === 0) return;
      const result = await store.commit({ cards: cards.map(({ change }) => change) });
      if (result.done) return remember(cards);
      open.clear();
    }
    throw new Error('what was accessed could not be written: its cards kept changing');
  }

  function remember(cards: readonly Grown[]): void {
    for (const { mailbox, card } of cards) {
      open.delete(mailbox);
      open.set(mailbox, card);
    }
    for (const mailbox of open.keys()) {
      if (open.size <= KNOWN_CARDS) break;
      open.delete(mailbox);
    }
  }

  return {
    tellAccess(access) {
      waiting.push({ ...access, at: legalTime.now() });
      next ??= atWork
        .catch(() => {})
        .then(() => {
          next = undefined;
          atWork = write(waiting.splice(0));
          return atWork;
        });
      return next;
    },
    list: (mailbox, query) => listAccesses(mailbox, query, ports),
    forgetOld: () => forgetOld(ACCESS, ports),
  };
}

interface Grown {
  readonly mailbox: string;
  readonly card: OpenCard;
  readonly change: CardChange;
}

/** The open card with these behind, and as many new ones as they fill. */
function grown(
  mailbox: string,
  told: readonly ToldAccess[],
  open: OpenCard | undefined,
  random: Random,
): readonly Grown[] {
  const cards: Grown[] = [];
  let last = open;
  let fresh: AccessEntry[] = [];
  function close(): void {
    if (fresh.length === 0) return;
    const { at } = fresh.at(-1)!;
    const id = last?.id ?? accessId(mailbox, fresh[0]!.at, hex(random.bytes(5)));
    const entries = [...(last?.entries ?? []), ...fresh];
    const was = last?.version ?? 0;
    const card = { kind: ACCESS, id, owner: mailbox, value: { entries }, at, dueAt: monthsAfter(at, KEPT_MONTHS) };
    cards.push({ mailbox, card: { id, version: was + 1, entries }, change: { kind: 'put', card, was } });
    fresh = [];
  }
  for (const { mailbox: _, ...entry } of told) {
    if (isAgain(entry, [...(last?.entries ?? []), ...fresh])) continue;
    if ((last?.entries.length ?? 0) + fresh.length >= PER_CARD) {
      close();
      last = undefined;
    }
    fresh.push(entry);
  }
  close();
  return cards;
}

/** Opening alone is repeated without meaning. */
function isAgain({ what, login, thread, device, at }: AccessEntry, before: readonly AccessEntry[]): boolean {
  if (what !== 'opened') return false;
  return before.some(
    (one) =>
      one.what === what &&
      one.login === login &&
      one.thread === thread &&
      one.device === device &&
      at - one.at < SAME_MS,
  );
}

async function listAccesses(
  mailbox: string,
  { after, limit, login }: { after?: string; limit: number; login?: string },
  { store }: AccessesPorts,
): Promise<AccessPage> {
  const from = after === undefined ? undefined : readPlace(after);
  const begun = from === undefined ? undefined : await store.card(ACCESS, from.card);
  const behind = from === undefined ? {} : { after: from.card };
  const scanned = await store.cards({ kind: ACCESS, owner: mailbox, ...behind, limit: SCANNED_CARDS });
  const cards = [...(begun?.owner === mailbox ? [begun] : []), ...scanned];
  const items: AccessPage['items'] = [];
  for (const card of cards) {
    const entries = readAccesses(card);
    const end = card === begun ? Math.min(from!.entry, entries.length) : entries.length;
    for (let at = end - 1; at >= 0; at--) {
      const entry = entries[at]!;
      if (login !== undefined && entry.login !== login) continue;
      items.push({ ...entry, at: isoLegalTime(entry.at) });
      if (items.length === limit) return { items, next: `${card.id}:${at}` };
    }
  }
  const last = scanned.at(-1);
  return scanned.length < SCANNED_CARDS || last === undefined ? { items } : { items, next: `${last.id}:0` };
}

function readPlace(text: string): { readonly card: string; readonly entry: number } {
  const found = /^([^:\0]+):(\d{1,6})$/.exec(text);
  if (found) return { card: found[1]!, entry: Number(found[2]) };
  throw new Refusal('invalid', 'cursor', {
    it: 'La posizione indicata non è di questo elenco.',
    en: 'That position is not of this list.',
    de: 'Diese Position gehört nicht zu dieser Liste.',
  });
}
