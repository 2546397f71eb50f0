import { readCertificate } from '#cms';
import type { Logger, ProviderConfig } from '#config';
import type { LegalTime } from '#ports';
import { readCertificates } from './read-pem.ts';
import { warningOf } from './signing-calendar.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Tells the machine's log of certificates that end: as they come under 90, 30 and 7 days, at each start, and then each day of the last week. A
 * duty of each day.
 */
export function watchEnds({ tls, index }: ProviderConfig, ports: { log: Logger; legalTime: LegalTime }) {
  const told = new Map<string, number>();
  const others = [
    ['of the doors (tls.certificate)', tls.certificate],
    ['for the index (index.clientCertificate)', index.clientCertificate],
  ] as const;

  async function watch(use: string, der: Uint8Array): Promise<void> {
    const { notAfter, sha256 } = await readCertificate(der);
    const now = ports.legalTime.now();
    const limit = warningOf(notAfter, now);
    if (limit === undefined || (limit > 7 && told.get(sha256) === limit)) return;
    told.set(sha256, limit);
    const days = Math.floor((notAfter - now) / DAY_MS);
    const facts = { certificate: use, ends: new Date(notAfter).toISOString(), days };
    if (limit > 7) ports.log.warn(facts, 'a certificate ends soon');
    else ports.log.error(facts, days < 0 ? 'a certificate has ended' : 'a certificate ends within days');
  }

  /** `signing`: DER of the certificate that signs now. */
  return async (signing: Uint8Array): Promise<void> => {
    await watch('that signs', signing);
    // Read anew: they are renewed under a running server.
    for (const [use, path] of others) await watch(use, (await readCertificates([path]))[0]!);
  };
}
