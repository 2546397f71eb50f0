import type { CmsSigner } from '#cms';
import { countersignHead, type LogAlarm } from '#evidence';
import type { Instant } from '#pec';
import type { LogRecord, Step } from '#ports';
import { type Walk, walkHeads } from './walk-heads.ts';
import {
  alarmDocument,
  headDocument,
  type LastSeen,
  readLastSeen,
  type SeenHead,
  witnessNames,
} from './witness-documents.ts';
import type { WatchedLog, WitnessOutcome, WitnessPorts } from './witness-ports.ts';

/** Closed days are countersigned each, when they are no older than this at once: a long past is checked, and signed by its newest head. */
const COUNTERSIGNED_DAYS = 7;

/**
 * Looks at the log of each provider that we watch (docs/sealed-log.md): what it shows must be consistent with what it had shown. Then it is
 * signed as seen; else both heads are kept as evidence and the log says so. Never throws for what a peer does.
 */
export async function witnessLogs(ports: WitnessPorts): Promise<readonly WitnessOutcome[]> {
  const outcomes: WitnessOutcome[] = [];
  for (const watched of ports.watched) outcomes.push(await witnessLog(watched, ports));
  return outcomes;
}

async function witnessLog(watched: WatchedLog, ports: WitnessPorts): Promise<WitnessOutcome> {
  const { domain } = watched;
  const last = await readLastSeen(ports.store, domain);
  let walk: Walk;
  try {
    walk = await walkHeads(watched, last, ports);
  } catch (error) {
    return { domain, outcome: 'no-answer', reason: error instanceof Error ? error.message : String(error) };
  }
  return walk.outcome === 'contradicted'
    ? keepAlarm(domain, walk, ports)
    : countersign(domain, walk.newer, last, ports);
}

async function countersign(
  domain: string,
  newer: readonly SeenHead[],
  last: LastSeen,
  ports: WitnessPorts,
): Promise<WitnessOutcome> {
  const newest = newer.at(-1);
  if (newest === undefined) return { domain, outcome: 'consistent', countersigned: 0 };
  const at = ports.legalTime.now();
  const signer = asWitness(ports);
  const signed = [];
  for (const one of newer.slice(-COUNTERSIGNED_DAYS)) {
    const { head, p7m, evidence } = one;
    if (one !== newest && !(await isCountersigned(one, domain, ports))) continue;
    const countersignatures = [await countersignHead(p7m, signer, at)];
    signed.push(headDocument(witnessNames.day(domain, head.day), { ...evidence, countersignatures }, at));
  }
  const name = witnessNames.last(domain);
  const result = await ports.store.commit({
    // Another process of ours may have looked at the same time.
    expects: [{ kind: 'document', name, sha256: last.sha256 }],
    documents: [...signed, headDocument(name, newest.evidence, at)],
    log: [
      remark(
        at,
        'RegistroTestimoniato',
        domain,
        signed.map((one) => one.name),
      ),
    ],
  });
  return { domain, outcome: 'consistent', countersigned: result.done ? signed.length : 0 };
}

/** A day that was closed meanwhile; the newest head vouches for its tree, and not for who signed it. */
async function isCountersigned(
  { head, cms }: SeenHead,
  domain: string,
  { judgeSigner }: WitnessPorts,
): Promise<boolean> {
  return head.final && (await judgeSigner(domain, { cms, at: head.at })) === undefined;
}

/** The evidence is kept once and never written over; what was seen last stays what the next must be consistent with. */
async function keepAlarm(
  domain: string,
  { reason, kept, shown }: Extract<Walk, { outcome: 'contradicted' }>,
  { store, legalTime }: WitnessPorts,
): Promise<WitnessOutcome> {
  const at = legalTime.now();
  const alarm: LogAlarm = { at, reason, heads: [kept, shown] };
  const document = await alarmDocument(domain, alarm);
  const { name } = document;
  const step: Step = {
    expects: [{ kind: 'document', name, sha256: undefined }],
    documents: [document],
    log: [remark(at, 'RegistroContraddetto', domain, [name], reason)],
  };
  const isNew = (await store.document(name)) === undefined && (await store.commit(step)).done;
  return { domain, outcome: 'contradicted', reason, isNew };
}

function asWitness({ signer }: WitnessPorts): CmsSigner {
  const current = signer();
  const { certificate, chain } = current;
  return { certificate, chain, sign: (attributes) => current.sign(attributes, 'testimone') };
}

function remark(
  instant: Instant,
  event: LogRecord['event'],
  gestore: string,
  related: readonly string[],
  reason?: string,
): LogRecord {
  return { instant, point: 'SYS', event, gestore, related, ...(reason !== undefined && { eccezioni: [reason] }) };
}
