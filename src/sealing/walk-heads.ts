import { openP7m } from '#cms';
import {
  compareHeads,
  EvidenceFault,
  type HeadEvidence,
  MAX_HEADS,
  previousDay,
  readHeadPage,
  readProof,
  type TreeState,
  verifyConsistency,
} from '#evidence';
import type { Instant } from '#pec';
import { readSeen, type SeenHead } from './witness-documents.ts';
import type { WatchedLog, WitnessPorts } from './witness-ports.ts';

/** A page of heads has some two megabytes at most, a proof some kilobytes. */
const HEADS_LIMITS = { maxBytes: 8 * 1_048_576, timeoutMs: 30_000 };
const PROOF_LIMITS = { maxBytes: 65_536, timeoutMs: 15_000 };
/** Ten years of days, and more, in one walk. */
const MAX_PAGES = 50;
/** A provider that shows heads but no proof for so long has none. */
const PROOF_DUE_MS = 24 * 3_600_000;

/** Heads that were shown since `last`, each checked against the one before it. */
export type Walk =
  | { readonly outcome: 'consistent'; readonly newer: readonly SeenHead[] }
  | {
      readonly outcome: 'contradicted';
      readonly reason: string;
      /** CMS of the heads: the one that was seen, and the one that doesn't go with it. */
      readonly kept: Uint8Array;
      readonly shown: Uint8Array;
    };

/**
 * Asks a provider for its heads since the one seen last, page by page, and checks each: signature, `previous`, and that a tree has only
 * grown; and the certificate of the newest. Throws what the download throws, and EvidenceFault for an answer that is none.
 */
export async function walkHeads(
  watched: WatchedLog,
  last: { readonly seen: SeenHead | undefined; readonly at: Instant | undefined },
  ports: Pick<WitnessPorts, 'judgeSigner' | 'legalTime'>,
): Promise<Walk> {
  const newer: SeenHead[] = [];
  let current = last.seen;
  const isProofOverdue = last.at !== undefined && ports.legalTime.now() - last.at > PROOF_DUE_MS;
  for (let page = 0; page < MAX_PAGES; page++) {
    const shown = await headsAfter(watched, current);
    for (const evidence of shown) {
      const head = await readShown(evidence, watched);
      if (current !== undefined && !('fault' in head) && sameHead(current, head)) continue;
      const reason = current && (await disagreement(current, head, watched, isProofOverdue));
      if (reason !== undefined) {
        // Nobody is accused of what he did not sign.
        await requireSigner(evidence.p7m, watched, ports);
        return { outcome: 'contradicted', reason, kept: current!.p7m, shown: evidence.p7m };
      }
      if ('fault' in head) throw new EvidenceFault(head.fault);
      newer.push(head);
      current = head;
    }
    if (shown.length === 0 && current !== undefined && page === 0)
      throw new EvidenceFault(`no head of ${current.head.day} is shown any more`);
    if (shown.length < MAX_HEADS) break;
  }
  // The newest stands for all before it: each names the tree of the day before.
  if (current !== undefined && newer.length > 0) await requireSigner(current.p7m, watched, ports);
  return { outcome: 'consistent', newer };
}

/** The day of the head seen last is asked for again: it may have grown, or closed. */
async function headsAfter(
  { url, download }: WatchedLog,
  current: SeenHead | undefined,
): Promise<readonly HeadEvidence[]> {
  const after = current === undefined ? '' : `after=${previousDay(current.head.day)}&`;
  const octets = await download.get(addressOf(url, `heads?${after}limit=${MAX_HEADS}`), HEADS_LIMITS);
  return readHeadPage(new TextDecoder().decode(octets));
}

/** The provider signed it, and it is no head: that day's log can't be what it must be. */
interface NoHead {
  readonly fault: string;
}

async function readShown(evidence: HeadEvidence, { domain }: WatchedLog): Promise<SeenHead | NoHead> {
  try {
    const seen = await readSeen(evidence);
    if (seen.head.domain === domain) return seen;
    return { fault: `a head of ${seen.head.domain} is shown, not of ${domain}` };
  } catch (fault) {
    if (!(fault instanceof EvidenceFault)) throw fault;
    // Throws when it is not signed at all.
    await openP7m(evidence.p7m);
    return { fault: fault.message };
  }
}

async function requireSigner(
  p7m: Uint8Array,
  { domain }: WatchedLog,
  { judgeSigner, legalTime }: Pick<WitnessPorts, 'judgeSigner' | 'legalTime'>,
): Promise<void> {
  const { cms } = await openP7m(p7m);
  const wrong = await judgeSigner(domain, { cms, at: cms.signingTime ?? legalTime.now() });
  if (wrong !== undefined) throw new EvidenceFault(`a head is shown that ${domain} did not sign: ${wrong}`);
}

function sameHead(one: SeenHead, other: SeenHead): boolean {
  const [a, b] = [one.head, other.head];
  return a.day === b.day && a.size === b.size && a.root === b.root && a.at === b.at && a.final === b.final;
}

/** Why the two can't both be true, or are not shown to be. */
async function disagreement(
  kept: SeenHead,
  shown: SeenHead | NoHead,
  watched: WatchedLog,
  isProofOverdue: boolean,
): Promise<string | undefined> {
  if ('fault' in shown) return shown.fault;
  const comparison = compareHeads(kept.head, shown.head);
  if (comparison.outcome === 'contradict') return comparison.reason;
  if (comparison.outcome === 'apart') return `the days between ${kept.head.day} and ${shown.head.day} are missing`;
  if (isOlder(shown, kept))
    return `${shown.head.day}: ${shown.head.size} leaves are shown, ${kept.head.size} were seen on ${kept.head.day}`;
  if (comparison.outcome === 'agree') return undefined;
  const { day, from, to } = comparison;
  try {
    if (await isProved(watched, day, from, to)) return undefined;
  } catch (error) {
    if (!(error instanceof EvidenceFault) && !isProofOverdue) throw error;
    return `${day}: no proof is given that the tree of ${from.size} leaves is the beginning of that of ${to.size}`;
  }
  return `${day}: the tree of ${from.size} leaves is not the beginning of that of ${to.size}`;
}

function isOlder({ head: shown }: SeenHead, { head: kept }: SeenHead): boolean {
  if (shown.day !== kept.day) return shown.day < kept.day;
  return shown.size < kept.size || (kept.final && !shown.final);
}

async function isProved({ url, download }: WatchedLog, day: string, from: TreeState, to: TreeState): Promise<boolean> {
  const address = addressOf(url, `consistency?day=${day}&from=${from.size}&to=${to.size}`);
  const octets = await download.get(address, PROOF_LIMITS);
  return verifyConsistency(from, to, readProof(new TextDecoder().decode(octets)));
}

export function addressOf(url: string, query: string): string {
  return new URL(query, url.endsWith('/') ? url : `${url}/`).href;
}
