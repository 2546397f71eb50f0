import { type Day, type DayOpening, romeDay, type SavedTally } from '#evidence';
import { sealedNames } from '#message-log';
import { hex } from '#mime';
import type { Instant } from '#pec';
import type { NamedDocument, Step, Store } from '#ports';
import { type SealingPorts, sha256Of } from './sealing-ports.ts';

/** Where sealing stands: everything that must be known to go on after a crash. One document of the store. */
export interface LogState {
  /** The day that is open, the first that is not closed. */
  readonly day: Day;
  readonly previous: DayOpening['previous'];
  /** Last position of the day before. */
  readonly after: number;
  /** Of the salts of the open day, lower-case hex; forgotten when it is closed. */
  readonly secret: string;
  /** What the newest head of the open day states. */
  readonly covered?: { readonly at: Instant; readonly tally: SavedTally };
  readonly closing?: Closing;
  /** Everything up to this day, and up to this head, is time-stamped. */
  readonly stampedDay?: Day;
  readonly stampedHead?: string;
  /** When the time-stamps of days must be renewed; absent: there are none yet. */
  readonly renewAt?: Instant;
  /** No time-stamp can be had, since when and why. */
  readonly stampFault?: { readonly since: Instant; readonly why: string };
  /** Days whose records no longer made the tree that a head had stated. */
  readonly contradicted: readonly Day[];
}

/**
 * What was decided before the first file of these days is written. Whoever writes them, and how often, writes the same octets: instants,
 * positions and salts are fixed, and the signature is of a kind that is always the same.
 */
export interface Closing {
  /** The process that does it. */
  readonly by: string;
  readonly at: Instant;
  /** The last day, and its last position. */
  readonly through: Day;
  readonly cut: number;
}

/** A state as it was read: who replaces it says so, and is refused when another was faster. */
export interface KeptState {
  readonly state: LogState;
  readonly sha256: string;
  readonly at: Instant;
}

/** Another process has gone on meanwhile: what was begun here is given up. */
export class StateMoved extends Error {
  override name = 'StateMoved';
}

/** An older first record than this is a clock that was wrong: the log does not begin there. */
const OLDEST_MS = 10 * 366 * 86_400_000;

/** The state, which is made when there is none: then the log begins with the day of the oldest record. */
export async function openState(ports: SealingPorts): Promise<KeptState> {
  const found = await readState(ports);
  if (found) return found;
  const now = ports.legalTime.now();
  const [oldest] = await ports.store.searchLog({ limit: 1 });
  const first = Math.min(now, Math.max(oldest?.instant ?? now, now - OLDEST_MS));
  const state = { day: romeDay(first), previous: null, after: 0, secret: newSecret(ports), contradicted: [] };
  return commitState(ports, undefined, state, {});
}

export async function readState(ports: {
  readonly store: Pick<Store, 'document'>;
  readonly digests: SealingPorts['digests'];
}): Promise<KeptState | undefined> {
  const document = await ports.store.document(sealedNames.state);
  if (document === undefined) return undefined;
  const state = stateIn(document);
  return { state, sha256: hex(sha256Of(ports)(document.bytes)), at: document.at };
}

/** For those who only look. */
export async function stateOf(store: Pick<Store, 'document'>): Promise<LogState | undefined> {
  const document = await store.document(sealedNames.state);
  return document && stateIn(document);
}

function stateIn({ bytes }: NamedDocument): LogState {
  return JSON.parse(new TextDecoder().decode(bytes)) as LogState;
}

/** Replaces the state, together with what else the step records. Throws StateMoved when it is no longer what was read. */
export async function commitState(
  ports: SealingPorts,
  kept: KeptState | undefined,
  state: LogState,
  step: Omit<Step, 'expects'>,
): Promise<KeptState> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  // A document never gives way to an older one: a clock that went back must not undo what was sealed.
  const at = Math.max(ports.legalTime.now(), kept?.at ?? 0);
  const result = await ports.store.commit({
    ...step,
    expects: [{ kind: 'document', name: sealedNames.state, sha256: kept?.sha256 }],
    documents: [...(step.documents ?? []), { name: sealedNames.state, bytes, at }],
  });
  if (!result.done) throw new StateMoved('another process seals the log now');
  return { state, sha256: hex(sha256Of(ports)(bytes)), at };
}

export function newSecret({ random }: Pick<SealingPorts, 'random'>): string {
  return hex(random.bytes(32));
}
