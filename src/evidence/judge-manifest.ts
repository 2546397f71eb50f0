import {
  CmsFault,
  digest,
  type EvidenceLink,
  type EvidenceVerdict,
  equalBytes,
  evidenceRecordOf,
  readTimestampToken,
  verifyCades,
} from '#cms';
import { type Instant, isoLegalTime } from '#pec';
import type { ArchiveFiles } from './dossier-archive.ts';
import { broken, byRoots, type DossierLink, notJudged, ok } from './dossier-links.ts';
import { MANIFEST } from './dossier-manifest.ts';
import { allBytes } from './dossier-source.ts';
import type { Knowledge } from './dossier-trust.ts';
import { inItalian } from './italian-reason.ts';
import { tokenOf } from './judge-log.ts';
import { signersDomains } from './judge-provider.ts';
import { judgeRecord, renewalLink } from './judge-renewal.ts';

const MAX_SIGNATURE_OCTETS = 4 * 1_048_576;

/** What signature and time-stamps of a dossier come to. */
export interface JudgedSeal {
  readonly links: readonly DossierLink[];
  /** The instant at which everything inside provably was there. */
  readonly existedAt?: Instant;
  /** Of its time-stamps, believed or not. */
  readonly statedTimes?: readonly Instant[];
  /** Mail domains of the signer, by its certificate. */
  readonly signedBy: readonly string[] | undefined;
}

/**
 * Judges what holds a dossier together: the provider's signature on the manifest, its time-stamp, and, when that one has aged, the
 * renewal (RFC 4998). Who is believed at `at` says when the signature existed; the signer's certificate is judged as of then.
 */
export async function judgeSeal(
  files: ArchiveFiles,
  manifest: Uint8Array,
  trust: Knowledge,
  at: Instant,
): Promise<JudgedSeal> {
  const signature = await fileOf(files, MANIFEST.signature);
  if (signature === undefined) {
    const it = 'il manifesto non è firmato: chiunque può averlo scritto';
    return {
      links: [broken('manifest', MANIFEST.signature, it, 'the manifest is not signed: anybody may have written it')],
      signedBy: undefined,
    };
  }
  const { links, existedAt, statedTimes = [] } = await judgeTime(files, trust, at);
  return {
    statedTimes,
    links: [...links, await judgeSigner(manifest, signature, trust, existedAt, at)],
    signedBy: await signersDomains(signature),
    ...(existedAt !== undefined && { existedAt }),
  };
}

/**
 * Since when is the signature there? The time-stamp is judged as the first of an evidence record, alone or with its renewals, so the same
 * rules say when it has aged (RFC 4998 5.3).
 */
async function judgeTime(files: ArchiveFiles, trust: Knowledge, at: Instant): Promise<Omit<JudgedSeal, 'signedBy'>> {
  const renewal = await fileOf(files, MANIFEST.evidenceRecord);
  const response = await fileOf(files, MANIFEST.timestamp);
  if (response === undefined) {
    const it = 'manca: non è provato quando il fascicolo è stato fatto';
    return {
      links: [notJudged('timestamp', MANIFEST.timestamp, it, 'is missing: when the dossier was made is not proved')],
    };
  }
  const token = tokenOf(response);
  const verdict = await judgeRecord(files, renewal ?? recordOf(token), trust, at);
  const { roots, timestampRoots = roots } = trust;
  const links = [stampLink(token, verdict), ...(renewal === undefined ? [] : [renewalLink(verdict)])];
  const existedAt = typeof verdict === 'string' ? undefined : verdict.existedAt;
  const stamps = typeof verdict === 'string' ? [] : verdict.links;
  return {
    links: links.map((link) => byRoots(link, timestampRoots)),
    statedTimes: stamps.flatMap(({ stampedAt }) => (stampedAt === undefined ? [] : [stampedAt])),
    ...(existedAt !== undefined && links.every(({ state }) => state === 'ok') && { existedAt }),
  };
}

/** The first time-stamp is the one beside the manifest, and holds: by itself, or because it was renewed in time. */
function stampLink(token: Uint8Array, verdict: EvidenceVerdict | string): DossierLink {
  const fault = (reason: string) => {
    const en = `does not hold: ${reason}`;
    return broken('timestamp', MANIFEST.timestamp, `non regge: ${inItalian(reason)}`, en);
  };
  if (typeof verdict === 'string') return fault(verdict);
  const [first] = verdict.links;
  if (first === undefined) return fault(verdict.reasons.join('; '));
  if (first.reasons.length > 0) return isAged(first) ? aged(first) : fault(first.reasons.join('; '));
  if (!isFirst(token, verdict)) return fault('it is not the time-stamp that was renewed');
  const when = isoLegalTime(first.stampedAt!);
  return ok(
    'timestamp',
    MANIFEST.timestamp,
    `${when}, ${first.timestamp.authority}`,
    `${when}, ${first.timestamp.authority}`,
  );
}

function isFirst(token: Uint8Array, { links }: EvidenceVerdict): boolean {
  const signed = links[0]?.timestamp.token?.cms.signer.signature;
  const own = readTimestampToken(token).cms.signer.signature;
  return signed !== undefined && equalBytes(signed, own);
}

/** Nothing is against it but the years. */
function isAged({ covers, timestamp, strength }: EvidenceLink): boolean {
  const { imprint, signature, signer, signingCertificate, time, chain } = timestamp;
  const sound = [covers, imprint, signature, signer, signingCertificate, time].every((answer) => answer === 'ok');
  return sound && (strength === 'weak' || chain?.validity === 'expired');
}

function aged({ holdsUntil, reasons, stampedAt }: EvidenceLink): DossierLink {
  const until = holdsUntil === undefined ? '?' : isoLegalTime(holdsUntil).slice(0, 10);
  const when = isoLegalTime(stampedAt!).slice(0, 10);
  const why = reasons.join('; ');
  const it = `la marca del ${when} valeva fino al ${until} e non è stata rinnovata prima: da allora non prova più nulla (${inItalian(why)})`;
  const en = `the stamp of ${when} held until ${until} and was not renewed before: since then it proves nothing (${why})`;
  return broken('timestamp', MANIFEST.timestamp, it, en);
}

function recordOf(token: Uint8Array): Uint8Array {
  try {
    return evidenceRecordOf(token);
  } catch (fault) {
    if (fault instanceof CmsFault) return token;
    throw fault;
  }
}

async function judgeSigner(
  manifest: Uint8Array,
  signature: Uint8Array,
  { roots, crls, ocsp = [] }: Knowledge,
  existedAt: Instant | undefined,
  at: Instant,
): Promise<DossierLink> {
  const contentDigest = await digest('sha256', manifest);
  const verdict = await verifyCades(signature, {
    ...{ contentDigest, roots, crls, ocsp, at },
    ...(existedAt !== undefined && { existedAt }),
  });
  const who = verdict.chain === undefined ? '' : ` (${isoLegalTime(existedAt ?? at).slice(0, 10)})`;
  if (verdict.valid) return ok('manifest', MANIFEST.signature, `valida${who}`, `holds${who}`);
  const reason = verdict.reasons.join('; ');
  const link = broken('manifest', MANIFEST.signature, `non regge: ${inItalian(reason)}`, `does not hold: ${reason}`);
  return verdict.signature === 'ok' && verdict.signingCertificate !== 'fault' ? byRoots(link, roots) : link;
}

export async function fileOf(files: ArchiveFiles, name: string): Promise<Uint8Array | undefined> {
  const source = files.get(name);
  if (source === undefined || source.size > MAX_SIGNATURE_OCTETS) return undefined;
  return allBytes(source, MAX_SIGNATURE_OCTETS);
}
