import { equalBytes, readSignedData } from '#cms';
import {
  EvidenceFault,
  type HeadEvidence,
  isDay,
  MAX_HEADS,
  previousDay,
  readCountersignature,
  readLogHead,
  readSignedHead,
  readWitnessPage,
  type SignedHead,
} from '#evidence';
import { sealedNames } from '#message-log';
import type { NamedDocument } from '#ports';
import { addressOf } from './walk-heads.ts';
import { witnessNames } from './witness-documents.ts';
import type { WatchedLog, WitnessPorts } from './witness-ports.ts';

const LIMITS = { maxBytes: 8 * 1_048_576, timeoutMs: 30_000 };
const MAX_PAGES = 50;

/** What a witness had to say of our own log. */
export type Collected =
  | {
      readonly witness: string;
      readonly outcome: 'collected';
      /** Signatures over our heads that we did not have. */
      readonly signatures: number;
      /** Where our log contradicts itself, by what the witness has seen: a person must hear of it at once. */
      readonly accusations: readonly string[];
    }
  | { readonly witness: string; readonly outcome: 'no-answer'; readonly reason: string };

/**
 * Fetches what those we watch have signed of our own heads, for extracts and dossiers: proof that others saw them then. Only signatures
 * over heads that we have, by that provider's own key, are kept. Never throws for what a peer does.
 */
export async function collectCountersignatures(ports: WitnessPorts): Promise<readonly Collected[]> {
  const collected: Collected[] = [];
  for (const watched of ports.watched) {
    const witness = watched.domain;
    try {
      const { signatures, accusations } = await collectFrom(watched, ports);
      await tellAccusations(witness, accusations, ports);
      collected.push({ witness, outcome: 'collected', signatures, accusations });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      collected.push({ witness, outcome: 'no-answer', reason });
    }
  }
  return collected;
}

async function collectFrom(watched: WatchedLog, ports: WitnessPorts) {
  const name = witnessNames.collected(watched.domain);
  const known = new TextDecoder().decode((await ports.store.document(name))?.bytes);
  // The last day is asked for again: more of its heads may have been signed.
  let after = isDay(known) ? previousDay(known) : undefined;
  let accusations: string[] = [];
  let signatures = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { heads, alarms } = await pageAfter(after, watched, ports.domain);
    if (page === 0) accusations = alarms.map(({ reason }) => reason);
    const found = await Promise.all(heads.map((one) => judgeOurs(one, watched, ports)));
    accusations.push(...found.flatMap(({ accusation }) => accusation ?? []));
    const last = found.at(-1)?.day;
    if (last === undefined || last === after) break;
    const fresh = found.flatMap(({ document }) => document ?? []);
    const bytes = new TextEncoder().encode(last);
    await ports.store.commit({ documents: [...fresh, { name, bytes, at: ports.legalTime.now() }] });
    signatures += fresh.length;
    if (heads.length < MAX_HEADS) break;
    after = last;
  }
  return { signatures, accusations };
}

async function pageAfter(after: string | undefined, { url, download }: WatchedLog, domain: string) {
  const query = `witnessed?domain=${domain}${after === undefined ? '' : `&after=${after}`}&limit=${MAX_HEADS}`;
  const octets = await download.get(addressOf(url, query), LIMITS);
  return readWitnessPage(new TextDecoder().decode(octets));
}

interface Judged {
  readonly day: string;
  /** A signature of the witness that we did not have. */
  readonly document?: NamedDocument;
  readonly accusation?: string;
}

async function judgeOurs(shown: HeadEvidence, watched: WatchedLog, ports: WitnessPorts): Promise<Judged> {
  const signed = await readSignedHead(shown.p7m);
  const { head } = signed;
  if (head.domain !== ports.domain) throw new EvidenceFault(`a head of ${head.domain} is given out as ours`);
  const name = (head.final ? sealedNames.finalHead : sealedNames.head)(head.day, head.size);
  const kept = await ports.store.document(name);
  if (kept === undefined || readLogHead(readSignedData(kept.bytes).encapsulated!).root !== head.root)
    return { day: head.day, ...(await accuse(signed, watched, ports)) };
  if (!equalBytes(kept.bytes, shown.p7m)) return { day: head.day };
  const document = `${sealedNames.headWitnesses(name)}${watched.domain}`;
  if ((await ports.store.document(document)) !== undefined) return { day: head.day };
  const p7s = await signatureOf(shown, watched, ports);
  if (p7s === undefined) return { day: head.day };
  return { day: head.day, document: { name: document, bytes: p7s, at: ports.legalTime.now() } };
}

/** A head that our key signed, and that we know nothing of: the log was put back to an older state, or the key is in other hands. */
async function accuse({ head, cms }: SignedHead, { domain }: WatchedLog, ports: WitnessPorts) {
  if ((await ports.judgeSigner(ports.domain, { cms, at: head.at })) !== undefined) return {};
  return { accusation: `${head.day}: ${domain} has seen a head of ours with ${head.size} leaves that we do not have` };
}

async function signatureOf(
  { p7m, countersignatures }: HeadEvidence,
  { domain }: WatchedLog,
  { judgeSigner }: WitnessPorts,
): Promise<Uint8Array | undefined> {
  for (const p7s of countersignatures) {
    const cms = readSignedData(p7s);
    const { witness, signingTime = 0 } = await readCountersignature(p7s, p7m);
    if (witness !== domain) continue;
    const wrong = await judgeSigner(domain, { cms, at: signingTime });
    if (wrong !== undefined) throw new EvidenceFault(`countersignature: ${wrong}`);
    return p7s;
  }
  return undefined;
}

/** Says in the log what is new of it. */
async function tellAccusations(witness: string, accusations: readonly string[], ports: WitnessPorts): Promise<void> {
  const name = witnessNames.accusations(witness);
  const told = await ports.store.document(name);
  const text = accusations.join('\n');
  if (new TextDecoder().decode(told?.bytes) === text) return;
  const at = ports.legalTime.now();
  await ports.store.commit({
    documents: [{ name, bytes: new TextEncoder().encode(text), at }],
    log: accusations.length === 0 ? [] : [accusationRecord(at, witness, accusations, name)],
  });
}

function accusationRecord(instant: number, gestore: string, eccezioni: readonly string[], name: string) {
  return { instant, point: 'SYS', event: 'RegistroContraddetto', gestore, eccezioni, related: [name] } as const;
}
