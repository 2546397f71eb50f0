import { readSignedData } from '#cms';
import { type Day, HASH_OCTETS, type LogAlarm, MAX_ALARMS, type PublishedHead, readLogHead } from '#evidence';
import { closedDay, readClosedDayOctets, sealedNames } from '#message-log';
import { concat } from '#mime';
import type { LogArchive, LogFiles, Store } from '#ports';
import type { LogState } from './log-state.ts';
import { OpenDay } from './open-day.ts';
import { type SealingPorts, sha256Of } from './sealing-ports.ts';
import { readAlarmDocument, readHeadDocument, witnessNames } from './witness-documents.ts';

/** Witnesses of one head. */
const MAX_WITNESSES = 64;

export interface PublishedLogPorts extends Pick<SealingPorts, 'digests' | 'provider'> {
  readonly store: Pick<Store, 'document' | 'searchLog'> & Pick<LogArchive, 'documents'>;
  readonly files: Pick<LogFiles, 'read'>;
}

/** Our log as others may see it: heads, commitments, and what we saw of theirs. Without personal data (docs/sealed-log.md). */
export function publishedLog(ports: PublishedLogPorts) {
  let openDay: OpenDay | undefined;

  async function openCommitments(state: LogState, lastSeq: number): Promise<Uint8Array> {
    if (openDay?.day !== state.day) openDay = new OpenDay(state, ports.provider, sha256Of(ports));
    return openDay.through(lastSeq, ports.store);
  }

  return {
    provider: ports.provider,
    newest: () => newestHead(ports),
    heads: (after: Day, limit: number) => headsAfter(after, limit, ports),
    async size(day: Day): Promise<number | undefined> {
      // The state first: it may be closed meanwhile.
      const state = await stateOf(ports);
      const closed = await closedDay(ports.store, day);
      if (closed !== undefined) return closed.size;
      return state?.day === day ? state.covered?.tally.tree.size : undefined;
    },
    async commitments(day: Day, start: number, end: number): Promise<Uint8Array> {
      const state = await stateOf(ports);
      if (state?.day !== day || state.covered === undefined) return leavesOf(day, start, end, ports);
      const all = await openCommitments(state, state.covered.tally.lastSeq);
      return all.subarray(start * HASH_OCTETS, end * HASH_OCTETS);
    },
    witnessed: (domain: string, after: Day, limit: number) => witnessedOf(domain, after, limit, ports),
  };
}

async function stateOf({ store }: PublishedLogPorts): Promise<LogState | undefined> {
  const document = await store.document(sealedNames.state);
  return document && (JSON.parse(new TextDecoder().decode(document.bytes)) as LogState);
}

async function newestHead(ports: PublishedLogPorts): Promise<PublishedHead | undefined> {
  const state = await stateOf(ports);
  if (state?.covered !== undefined) return headNamed(sealedNames.head(state.day, state.covered.tally.tree.size), ports);
  return state?.previous ? headNamed(sealedNames.finalHead(state.previous.day, state.previous.size), ports) : undefined;
}

async function headsAfter(after: Day, limit: number, ports: PublishedLogPorts): Promise<readonly PublishedHead[]> {
  // The state first: the day that it calls open may be closed by the time the days are read, and must not be missed then.
  const state = await stateOf(ports);
  const documents = await ports.store.documents(sealedNames.days, { limit, after: sealedNames.day(after) });
  const closed = documents.map(({ bytes }) => readClosedDayOctets(bytes));
  const names = closed.map(({ day, size }) => sealedNames.finalHead(day, size));
  const last = closed.at(-1)?.day ?? after;
  if (names.length < limit && state?.covered !== undefined && state.day > last)
    names.push(sealedNames.head(state.day, state.covered.tally.tree.size));
  const heads = await Promise.all(names.map((name) => headNamed(name, ports)));
  return heads.filter((head) => head !== undefined);
}

async function headNamed(name: string, { store }: PublishedLogPorts): Promise<PublishedHead | undefined> {
  const [document, stamp, witnesses] = await Promise.all([
    store.document(name),
    store.document(sealedNames.headStamp(name)),
    store.documents(sealedNames.headWitnesses(name), { limit: MAX_WITNESSES }),
  ]);
  if (document === undefined) return undefined;
  const p7m = document.bytes;
  return {
    head: readLogHead(readSignedData(p7m).encapsulated!),
    p7m,
    ...(stamp !== undefined && { timestamp: stamp.bytes }),
    countersignatures: witnesses.map(({ bytes }) => bytes),
  };
}

async function leavesOf(day: Day, start: number, end: number, { files }: PublishedLogPorts): Promise<Uint8Array> {
  const wanted = (end - start) * HASH_OCTETS;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of files.read(sealedNames.leaves(day), start * HASH_OCTETS)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= wanted) break;
  }
  if (length < wanted) throw new Error(`${sealedNames.leaves(day)} ends before leaf ${end}`);
  return concat(pieces).subarray(0, wanted);
}

async function witnessedOf(domain: string, after: Day, limit: number, { store }: PublishedLogPorts) {
  const kept = await store.documents(witnessNames.days(domain), { limit, after: witnessNames.day(domain, after) });
  const heads = kept.map(readHeadDocument).map((evidence): PublishedHead => {
    return { ...evidence, head: readLogHead(readSignedData(evidence.p7m).encapsulated!) };
  });
  const alarms = await store.documents(witnessNames.alarms(domain), { limit: MAX_ALARMS });
  const newestFirst = alarms.map(readAlarmDocument).sort((a: LogAlarm, b: LogAlarm) => b.at - a.at);
  return { heads, alarms: newestFirst };
}
