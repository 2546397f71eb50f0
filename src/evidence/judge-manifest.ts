import { digest, verifyCades, verifyTimestamp } from '#cms';
import { type Instant, isoLegalTime } from '#pec';
import type { ArchiveFiles } from './dossier-archive.ts';
import { broken, byRoots, type DossierLink, notJudged, ok } from './dossier-links.ts';
import { MANIFEST } from './dossier-manifest.ts';
import { allBytes } from './dossier-source.ts';
import type { DossierTrust } from './dossier-trust.ts';
import { tokenOf } from './judge-log.ts';
import { judgeRenewal } from './judge-renewal.ts';

const MAX_SIGNATURE_OCTETS = 4 * 1_048_576;

/** What signature and time-stamps of a dossier come to. */
export interface JudgedSeal {
  readonly links: readonly DossierLink[];
  /** The instant at which everything inside provably was there. */
  readonly existedAt?: Instant;
}

/**
 * Judges what holds a dossier together: the provider's signature on the manifest, its time-stamp, and, when that one has aged, the
 * renewal (RFC 4998). Who is believed at `at` says when the signature existed; the signer's certificate is judged as of then.
 */
export async function judgeSeal(
  files: ArchiveFiles,
  manifest: Uint8Array,
  trust: DossierTrust & { readonly crls: readonly Uint8Array[] },
  at: Instant,
): Promise<JudgedSeal> {
  const signature = await fileOf(files, MANIFEST.signature);
  if (signature === undefined) {
    const it = 'il manifesto non è firmato: chiunque può averlo scritto';
    return {
      links: [broken('manifest', MANIFEST.signature, it, 'the manifest is not signed: anybody may have written it')],
    };
  }
  const { links, existedAt } = await judgeTime(files, signature, trust, at);
  return {
    links: [...links, await judgeSigner(manifest, signature, trust, existedAt, at)],
    ...(existedAt !== undefined && { existedAt }),
  };
}

async function judgeTime(
  files: ArchiveFiles,
  signature: Uint8Array,
  trust: DossierTrust & { readonly crls: readonly Uint8Array[] },
  at: Instant,
): Promise<JudgedSeal> {
  const response = await fileOf(files, MANIFEST.timestamp);
  const renewal = await judgeRenewal(files, trust, at);
  if (response === undefined) {
    const it = 'manca: non è provato quando il fascicolo è stato fatto';
    const link = notJudged('timestamp', MANIFEST.timestamp, it, 'is missing: when the dossier was made is not proved');
    return {
      links: [link, ...renewal.links],
      ...(renewal.existedAt !== undefined && { existedAt: renewal.existedAt }),
    };
  }
  // An aged time-stamp is judged as of its renewal: then it was still good (RFC 4998 5.3).
  const asOf = renewal.existedAt ?? at;
  const { roots, timestampRoots = roots, crls } = trust;
  const sha256 = await digest('sha256', signature);
  const verdict = await verifyTimestamp(tokenOf(response), { sha256, roots: timestampRoots, crls, at: asOf });
  const { valid, stampedAt, authority, holdsUntil } = verdict;
  if (valid && stampedAt !== undefined) {
    const when = isoLegalTime(stampedAt);
    const link = ok('timestamp', MANIFEST.timestamp, `${when}, ${authority}`, `${when}, ${authority}`);
    return { links: [link, ...renewal.links], existedAt: stampedAt };
  }
  const reason = verdict.reasons.join('; ');
  const aged = isAged(verdict, asOf) && renewal.existedAt === undefined;
  const it = aged
    ? `il certificato della marca valeva fino al ${endOf(holdsUntil, verdict)} e la marca non è stata rinnovata prima: da allora non prova più nulla (${reason})`
    : `non regge: ${reason}`;
  const en = aged
    ? `its certificate held until ${endOf(holdsUntil, verdict)} and it was not renewed before: since then it proves nothing (${reason})`
    : `does not hold: ${reason}`;
  return { links: [byRoots(broken('timestamp', MANIFEST.timestamp, it, en), timestampRoots), ...renewal.links] };
}

type Stamp = Awaited<ReturnType<typeof verifyTimestamp>>;

/** Nothing is against it but the years. */
function isAged({ imprint, signature, signer, signingCertificate, stampedAt, chain }: Stamp, at: Instant): boolean {
  const sound = [imprint, signature, signer, signingCertificate].every((answer) => answer === 'ok');
  return (
    sound && stampedAt !== undefined && stampedAt < at && (chain?.validity === 'expired' || chain?.path === 'fault')
  );
}

function endOf(holdsUntil: number | undefined, { reasons }: Stamp): string {
  if (holdsUntil !== undefined) return isoLegalTime(holdsUntil).slice(0, 10);
  return /\d{4}-\d\d-\d\d/.exec(reasons.join(' '))?.[0] ?? '?';
}

async function judgeSigner(
  manifest: Uint8Array,
  signature: Uint8Array,
  { roots, crls }: DossierTrust & { readonly crls: readonly Uint8Array[] },
  existedAt: Instant | undefined,
  at: Instant,
): Promise<DossierLink> {
  const contentDigest = await digest('sha256', manifest);
  const verdict = await verifyCades(signature, {
    ...{ contentDigest, roots, crls, at },
    ...(existedAt !== undefined && { existedAt }),
  });
  const who = verdict.chain === undefined ? '' : ` (${isoLegalTime(existedAt ?? at).slice(0, 10)})`;
  if (verdict.valid) return ok('manifest', MANIFEST.signature, `valida${who}`, `holds${who}`);
  const reason = verdict.reasons.join('; ');
  const link = broken('manifest', MANIFEST.signature, `non regge: ${reason}`, `does not hold: ${reason}`);
  return verdict.signature === 'ok' && verdict.signingCertificate !== 'fault' ? byRoots(link, roots) : link;
}

export async function fileOf(files: ArchiveFiles, name: string): Promise<Uint8Array | undefined> {
  const source = files.get(name);
  if (source === undefined || source.size > MAX_SIGNATURE_OCTETS) return undefined;
  return allBytes(source, MAX_SIGNATURE_OCTETS);
}
