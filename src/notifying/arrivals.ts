import { z } from 'zod';
import type { Instant } from '#pec';
import type { CardChange, LegalTime, Mailbox, NewJob, Store, StoredLogRecord, StoredMessage } from '#ports';
import type { LogTail } from './log-tail.ts';
import { isReceived, type Received, readReceived } from './received.ts';

/** What is to be recorded because of arrivals. */
export interface ArrivalStep {
  readonly cards?: readonly CardChange[];
  readonly messages?: readonly StoredMessage[];
  readonly jobs?: readonly NewJob[];
}

/** Somebody who does something about what came into a mailbox; told of each arrival once. */
export type TakeArrivals = (mailbox: Mailbox, came: readonly Received[], at: Instant) => Promise<ArrivalStep>;

export interface ArrivalsPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'searchLog' | 'mailbox'>;
  readonly tail: LogTail;
  readonly legalTime: LegalTime;
  readonly takers: readonly TakeArrivals[];
  report(error: unknown): void;
}

export interface ArrivalsWatch {
  start(): Promise<void>;
  /** Goes through what the log has now. */
  settle(): Promise<void>;
  /** The same, where it failed the last time; nothing otherwise. */
  again(): Promise<void>;
  stop(): Promise<void>;
}

const WATCH = { kind: 'arrivals-watch', id: 'place' };
const placeCard = z.object({ seq: z.int() });
const BATCH = 500;
/** So far the place moves without being kept while there is nothing to keep with it. */
const KEPT_EVERY = 5_000;
/** So often it is tried to tell all of a stretch; then it goes on without the mailboxes of which nothing can be told. */
const TRIES = 3;

/**
 * Goes through the message log once, in order, whichever process does it and however often it is started: what is done about an arrival is
 * recorded in the commit that moves the place. It begins where the log ends when it is first started: nobody is told of what is old.
 */
export function openArrivalsWatch(ports: ArrivalsPorts): ArrivalsWatch {
  const { store, tail } = ports;
  let place: Place | undefined;
  let atWork: Promise<void> | undefined;
  let isAgain = false;
  let failures = 0;
  let stopListening: (() => void) | undefined;

  async function go(): Promise<void> {
    for (let races = 0; races < 10; ) {
      place ??= await readPlace(ports);
      if (place === undefined) {
        races++;
        continue;
      }
      const horizon = await tail.settled();
      const found = await store.searchLog({ afterSeq: place.seq, limit: BATCH });
      const records = found.filter(({ seq }) => seq <= horizon);
      const last = records.at(-1);
      if (last === undefined) return;
      const steps = await stepsFor(records, failures >= TRIES, ports);
      const isWorthIt = steps.length > 0 || last.seq - place.kept >= KEPT_EVERY;
      failures = 0;
      if (!isWorthIt) place = { ...place, seq: last.seq };
      else if (await keep(last.seq, place.version, steps, ports))
        place = { seq: last.seq, kept: last.seq, version: place.version + 1 };
      else {
        // Another process was faster, or a card changed under us.
        place = undefined;
        races++;
      }
    }
  }

  function look(): Promise<void> {
    isAgain = true;
    atWork ??= (async () => {
      while (isAgain) {
        isAgain = false;
        await go().catch((fault: unknown) => {
          failures++;
          throw fault;
        });
      }
    })().finally(() => {
      atWork = undefined;
    });
    return atWork;
  }

  const lookAtEase = () => void look().catch(ports.report);

  return {
    async start() {
      stopListening = tail.listen(lookAtEase);
      lookAtEase();
    },
    settle: look,
    async again() {
      if (failures > 0) await look();
    },
    async stop() {
      stopListening?.();
      isAgain = false;
      await atWork?.catch(() => {});
    },
  };
}

interface Place {
  readonly seq: number;
  /** As it is kept. */
  readonly kept: number;
  readonly version: number;
}

/** Undefined: another process has just begun. */
async function readPlace(ports: ArrivalsPorts): Promise<Place | undefined> {
  const card = await ports.store.card(WATCH.kind, WATCH.id);
  if (card) {
    const { seq } = placeCard.parse(card.value);
    return { seq, kept: seq, version: card.version };
  }
  const seq = await ports.tail.settled();
  return (await keep(seq, 0, [], ports)) ? { seq, kept: seq, version: 1 } : undefined;
}

async function keep(
  seq: number,
  was: number,
  steps: readonly ArrivalStep[],
  { store, legalTime }: ArrivalsPorts,
): Promise<boolean> {
  const card = { ...WATCH, owner: '', value: { seq }, at: legalTime.now() };
  const cards: CardChange[] = [{ kind: 'put', card, was }, ...steps.flatMap((step) => step.cards ?? [])];
  const messages = steps.flatMap((step) => step.messages ?? []);
  const { done } = await store.commit({ cards, messages, jobs: steps.flatMap((step) => step.jobs ?? []) });
  return done;
}

/** What those who take arrivals want recorded because of these records. `goesOn`: whatever fails for one mailbox fails for it alone. */
async function stepsFor(
  records: readonly StoredLogRecord[],
  goesOn: boolean,
  { store, legalTime, takers, report }: ArrivalsPorts,
): Promise<readonly ArrivalStep[]> {
  const steps: ArrivalStep[] = [];
  const came = records.filter((record) => record.consegna !== undefined && isReceived(record, record.consegna));
  const at = legalTime.now();
  for (const [address, ofOne] of Map.groupBy(came, ({ consegna }) => consegna!.toLowerCase())) {
    const mailbox = await store.mailbox(address);
    if (mailbox === undefined) continue;
    const arrivals = await Promise.all(ofOne.map((record) => readReceived(record, records, store)));
    for (const take of takers) {
      try {
        steps.push(await take(mailbox, arrivals, at));
      } catch (fault) {
        if (!goesOn) throw fault;
        report(fault);
      }
    }
  }
  return steps.filter(({ cards, messages, jobs }) => [cards, messages, jobs].some((part) => part && part.length > 0));
}
