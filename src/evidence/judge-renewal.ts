import { CmsFault, digest, type EvidenceVerdict, readEvidenceRecord, verifyEvidenceRecord } from '#cms';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { ArchiveFiles } from './dossier-archive.ts';
import { broken, type DossierLink, ok } from './dossier-links.ts';
import { MANIFEST } from './dossier-manifest.ts';
import type { Knowledge } from './dossier-trust.ts';
import { inItalian } from './italian-reason.ts';

/** Made after what they speak of. */
const LATER: ReadonlySet<string> = new Set([MANIFEST.evidenceRecord, MANIFEST.sums]);

/**
 * What an evidence record of a dossier is about (RFC 4998), by digest algorithm: under SHA-256 the signature of the manifest, as its time-stamp
 * is; under any other the digests of all files by that algorithm, so that nothing hangs on SHA-256 any more.
 */
export async function renewedDigest(files: ArchiveFiles, algorithm: string): Promise<Uint8Array | undefined> {
  const signature = files.get(MANIFEST.signature);
  if (signature === undefined) return undefined;
  if (algorithm === 'sha256') return signature.digest('sha256', 0, signature.size);
  const lines: string[] = [];
  for (const [name, source] of files) {
    if (!LATER.has(name)) lines.push(`${hex(await source.digest(algorithm, 0, source.size))}  ${name}\n`);
  }
  return digest(algorithm, new TextEncoder().encode(lines.join('')));
}

/** The link of a renewal: the last time-stamp holds now, and each was good when the next one was made. */
export function renewalLink(verdict: EvidenceVerdict | string): DossierLink {
  if (typeof verdict !== 'string' && verdict.valid) return renewed(verdict);
  const reason = typeof verdict === 'string' ? verdict : verdict.reasons.join('; ');
  return broken('renewal', MANIFEST.evidenceRecord, `non regge: ${inItalian(reason)}`, `does not hold: ${reason}`);
}

/** Judges an evidence record over the dossier; a text says why it cannot be read. */
export async function judgeRecord(
  files: ArchiveFiles,
  record: Uint8Array,
  trust: Knowledge,
  at: Instant,
): Promise<EvidenceVerdict | string> {
  const { roots, timestampRoots = roots, crls, ocsp = [] } = trust;
  try {
    const digests: Record<string, Uint8Array> = {};
    for (const algorithm of readEvidenceRecord(record).algorithms) {
      const found = await renewedDigest(files, algorithm);
      if (found !== undefined) digests[algorithm] = found;
    }
    return await verifyEvidenceRecord(record, { digests, roots: timestampRoots, crls, ocsp, at });
  } catch (fault) {
    if (fault instanceof CmsFault || fault instanceof RangeError) return fault.message;
    throw fault;
  }
}

function renewed({ links, renewBefore }: EvidenceVerdict): DossierLink {
  const last = links.at(-1)?.stampedAt;
  const when = last === undefined ? '' : isoLegalTime(last).slice(0, 10);
  const until = renewBefore === undefined ? '' : isoLegalTime(renewBefore).slice(0, 10);
  const it = `rinnovata il ${when}; da rinnovare prima del ${until}`;
  return ok('renewal', MANIFEST.evidenceRecord, it, `renewed on ${when}; to be renewed before ${until}`);
}
