import { createHash, createPublicKey } from 'node:crypto';
import type { ProviderConfig } from '#config';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'MX' | 'TXT' | 'CNAME';
  readonly value: string;
  readonly why: string;
}

/** Longest character-string of a TXT record (RFC 1035 3.3). */
const TXT_PIECE = 255;

function txt(value: string): string {
  return (value.match(new RegExp(`.{1,${TXT_PIECE}}`, 'g')) ?? ['']).map((piece) => `"${piece}"`).join(' ');
}

/** The file `https://mta-sts.DOMAIN/.well-known/mta-sts.txt` (RFC 8461 3.2). */
export function mtaStsPolicy({ heloName }: ProviderConfig): string {
  return `version: STSv1\r\nmode: enforce\r\nmx: ${heloName}\r\nmax_age: 604800\r\n`;
}

/** What to publish for every domain we send from and receive for: MX, SPF, DKIM, MTA-STS, TLS-RPT. `dkimKey`: PEM of the private key. */
export function dnsRecords(config: ProviderConfig, dkimKey: string | undefined): readonly DnsRecord[] {
  const { heloName, dkim } = config;
  // Eight letters of the policy's digest: they change when, and only when, the policy does.
  const policyId = createHash('sha256').update(mtaStsPolicy(config)).digest('hex').slice(0, 8);
  const domains = [config.domain, ...config.pecDomains.map(({ name }) => name)];
  const records = domains.flatMap((domain): DnsRecord[] => [
    { name: domain, type: 'MX', value: `10 ${heloName}.`, why: 'mail for this domain comes to us' },
    { name: domain, type: 'TXT', value: txt('v=spf1 mx -all'), why: 'SPF: only our mail server sends' },
    { name: `_mta-sts.${domain}`, type: 'TXT', value: txt(`v=STSv1; id=${policyId}`), why: 'MTA-STS: always with TLS' },
    {
      name: `_smtp._tls.${domain}`,
      type: 'TXT',
      value: txt(`v=TLSRPTv1; rua=mailto:postmaster@${config.domain}`),
      why: 'TLS-RPT: where others report TLS that failed (RFC 8460); put an address where you read ordinary mail',
    },
  ]);
  if (dkim === undefined || dkimKey === undefined) return records;
  const publicKey = createPublicKey(dkimKey).export({ type: 'spki', format: 'der' }).toString('base64');
  const keys = domains.map(
    (domain): DnsRecord => ({
      name: `${dkim.selector}._domainkey.${domain}`,
      type: 'TXT',
      value: txt(`v=DKIM1; k=rsa; p=${publicKey}`),
      why: 'DKIM: the key of our signatures on ordinary mail',
    }),
  );
  return [...records, ...keys];
}
