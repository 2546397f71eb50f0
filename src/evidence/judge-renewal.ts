import type { Instant } from '#pec';
import type { ArchiveFiles } from './dossier-archive.ts';
import type { DossierLink } from './dossier-links.ts';
import type { DossierTrust } from './dossier-trust.ts';

/** What a renewal of the time-stamp proves (RFC 4998): the first stamp was there, whole, at `existedAt`. */
export async function judgeRenewal(
  _files: ArchiveFiles,
  _trust: DossierTrust & { readonly crls: readonly Uint8Array[] },
  _at: Instant,
): Promise<{ readonly links: readonly DossierLink[]; readonly existedAt?: Instant }> {
  return { links: [] };
}
