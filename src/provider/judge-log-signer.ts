import { judgeChain, readCertificate } from '#cms';
import type { TrustedWorld } from '#incoming-point';
import type { Instant, ProviderRecord } from '#pec';
import type { LegalTime } from '#ports';
import type { WitnessPorts } from '#sealing';

export interface LogSignerPorts {
  readonly trust: Pick<TrustedWorld, 'roots' | 'crls'>;
  readonly records: () => readonly ProviderRecord[];
  /** Fetches the index of providers now. */
  refreshIndex(): Promise<void>;
  readonly legalTime: LegalTime;
}

/** A certificate that has signed within this must stand in the index now; one of longer ago may have left it since. */
const IN_INDEX_MS = 24 * 3_600_000;
/** A stranger's certificate makes us ask for the index, and not at each look. */
const ASKED_AGAIN_MS = 3_600_000;

/**
 * Who signs the heads of a provider's log must be that provider: by its address, the chain on that day, and the index. Our copy of the
 * index may be a day old: before a certificate is called a stranger's, the index is fetched.
 */
export function logSignerJudge(ports: LogSignerPorts): WitnessPorts['judgeSigner'] {
  const { trust, legalTime } = ports;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (domain, { cms, at }) => {
    const leaf = cms.signerCertificate;
    if (leaf === undefined) return 'the certificate is not inside';
    const { emailAddresses, sha256 } = await readCertificate(leaf);
    if (!emailAddresses.some((address) => address.toLowerCase().endsWith(`@${domain}`)))
      return `the certificate is of ${emailAddresses.join(', ')}`;
    const question = { leaf, intermediates: cms.certificates, roots: trust.roots(), crls: trust.crls() };
    const { reasons } = await judgeChain({ ...question, at, revocation: 'if-given' });
    if (reasons.length > 0) return reasons.join('; ');
    if (legalTime.now() - at > IN_INDEX_MS || (await isListed(domain, sha256, ports))) return undefined;
    if (isDue(legalTime.now())) {
      await ports.refreshIndex();
      if (await isListed(domain, sha256, ports)) return undefined;
    }
    return `the certificate is not in the index for ${domain}`;
  };

  function isDue(now: Instant): boolean {
    if (now - askedAt < ASKED_AGAIN_MS) return false;
    askedAt = now;
    return true;
  }
}

async function isListed(domain: string, sha256: string, { records }: LogSignerPorts): Promise<boolean> {
  const listed = records().filter(({ managedDomains }) => managedDomains.includes(domain));
  const certificates = await Promise.all(listed.flatMap(({ certificates }) => certificates).map(readCertificate));
  return certificates.some((one) => one.sha256 === sha256);
}
