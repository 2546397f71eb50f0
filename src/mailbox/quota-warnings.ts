import type { Instant, Issuer } from '#pec';
import type {
  Digests,
  LegalTime,
  LogRecord,
  Mailbox,
  NamedDocument,
  Placement,
  Random,
  Store,
  StoredMessage,
} from '#ports';
import { buildQuotaLetter } from './quota-letter.ts';
import { FORGOTTEN_BELOW, levelKept, levelReached, type QuotaLevel } from './quota-level.ts';
import { certifiedUpTo, type QuotaReserve } from './quota-reserve.ts';

export interface FilledMailbox {
  readonly mailbox: Mailbox;
  readonly usedBytes: number;
}

export interface QuotaWarningPorts {
  readonly store: Pick<Store, 'document' | 'commit'> & {
    /** Mailboxes that use at least this share of their quota, in hundredths. */
    filledMailboxes(percent: number): Promise<readonly FilledMailbox[]>;
  };
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly digests: Digests;
  readonly issuer: Issuer;
  readonly quotaReserve: QuotaReserve;
  newMessageId(at: Instant): string;
}

/** What was told, by mailbox id: kept as one document, since few mailboxes are nearly full. */
const DOCUMENT = 'avvisi-spazio';

interface Telling {
  readonly level: QuotaLevel;
  /** When it was told: two tellings of one level are told apart. */
  readonly at: Instant;
}

type Told = ReadonlyMap<string, Telling>;

interface Crossing extends FilledMailbox {
  readonly level: QuotaLevel;
}

/**
 * Warns each holder once when his mailbox passes 80 and 90 % of its quota, and once when certified mail enters the reserve; again only
 * after use has clearly fallen (ADR 12). Answers the duty to call now and then: one query, and nothing else while nothing crosses.
 * Processes that share a database never warn twice: whoever writes first what was told is the one who tells.
 */
export function openQuotaWarnings(ports: QuotaWarningPorts): () => Promise<number> {
  const { store } = ports;
  let known: NamedDocument | undefined;
  let told: Told = new Map();
  let isRead = false;

  /** What others told meanwhile; what only we have seen fall since stays fallen. */
  async function read(): Promise<void> {
    const document = await store.document(DOCUMENT);
    const before = tellingsIn(known);
    const merged = new Map<string, Telling>();
    for (const [id, telling] of tellingsIn(document)) {
      const kept = telling.at === before.get(id)?.at ? told.get(id) : telling;
      if (kept) merged.set(id, kept);
    }
    told = merged;
    known = document;
    isRead = true;
  }

  return async () => {
    const filled = await store.filledMailboxes(FORGOTTEN_BELOW);
    if (!isRead) await read();
    told = stillTold(told, filled);
    if (crossings(filled, told).length === 0) return 0;
    await read();
    told = stillTold(told, filled);
    const crossed = crossings(filled, told);
    if (crossed.length === 0) return 0;
    const at = ports.legalTime.now();
    const news = crossed.map(({ mailbox, level }) => [mailbox.id, { level, at }] as const);
    const document = documentOf(new Map([...told, ...news]), Math.max(at, (known?.at ?? 0) + 1));
    const letters = crossed.map((crossing) => ({ ...crossing, message: letterOf(crossing, at, ports) }));
    const first = letters[0]!.message;
    const { done } = await store.commit({
      seen: [{ key: `${DOCUMENT} ${known?.at ?? 0}`, sha256: first.sha256, messageId: first.id }],
      documents: [document],
      messages: letters.map(({ message }) => message),
      placements: letters.map(({ mailbox, message }) => placed(mailbox, message, at)),
      log: letters.map(({ mailbox, level, message }) => logged(mailbox, level, message, at)),
    });
    if (!done) return 0;
    known = document;
    told = tellingsIn(document);
    return letters.length;
  };
}

/** Only what holders can read: a service mailbox has no holder to warn, a revoked one no reader. */
function crossings(filled: readonly FilledMailbox[], told: Told): readonly Crossing[] {
  return filled.flatMap((one) => {
    const { mailbox, usedBytes } = one;
    const level = levelReached(usedBytes, mailbox);
    if (level === undefined || mailbox.kind !== 'user' || mailbox.status === 'revoked') return [];
    return level > (told.get(mailbox.id)?.level ?? 0) ? [{ ...one, level }] : [];
  });
}

function stillTold(told: Told, filled: readonly FilledMailbox[]): Told {
  const still = new Map<string, Telling>();
  for (const { mailbox, usedBytes } of filled) {
    const telling = told.get(mailbox.id);
    const level = levelKept(telling?.level, usedBytes, mailbox);
    if (telling && level !== undefined) still.set(mailbox.id, { ...telling, level });
  }
  return still;
}

function documentOf(told: Told, at: Instant): NamedDocument {
  return { name: DOCUMENT, bytes: new TextEncoder().encode(JSON.stringify(Object.fromEntries(told))), at };
}

function tellingsIn(document: NamedDocument | undefined): Told {
  if (document === undefined) return new Map();
  const told = JSON.parse(new TextDecoder().decode(document.bytes)) as Record<string, Telling>;
  return new Map(Object.entries(told));
}

function letterOf({ mailbox, usedBytes, level }: Crossing, at: Instant, ports: QuotaWarningPorts): StoredMessage {
  const reserveBytes = certifiedUpTo(mailbox, ports.quotaReserve) - mailbox.quotaBytes;
  const letter = { id: ports.newMessageId(at), mailbox, level, usedBytes, reserveBytes, at };
  return buildQuotaLetter(letter, ports.issuer, ports);
}

function placed(mailbox: Mailbox, { id, size }: StoredMessage, at: Instant): Placement {
  return { mailbox: mailbox.id, folder: 'INBOX', messageId: id, size, internalDate: at };
}

function logged(mailbox: Mailbox, level: QuotaLevel, { id, size }: StoredMessage, at: Instant): LogRecord {
  const said = `casella ${mailbox.address}, avviso di spazio ${level} %`;
  return { instant: at, point: 'SYS', event: 'Amministrazione', eccezioni: [said], size, related: [id] };
}
