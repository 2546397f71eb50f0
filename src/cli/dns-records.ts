import { createHash, createPublicKey } from 'node:crypto';
import type { ProviderConfig } from '#config';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'MX' | 'TXT' | 'CNAME' | 'SRV';
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

/**
 * What to publish: MX, SPF, DKIM, MTA-STS and TLS-RPT for every domain we send from and receive for; for those where holders have
 * mailboxes also where their programs find the doors. `dkimKey`: PEM of the private key.
 */
export function dnsRecords(config: ProviderConfig, dkimKey: string | undefined): readonly DnsRecord[] {
  return [...mailRecords(config, dkimKey), ...programRecords(config)];
}

const SERVICES = [
  ['imaps', 'imaps', 'IMAP over TLS (RFC 8314)'],
  ['imap', 'imap', 'IMAP with STARTTLS (RFC 6186)'],
  ['pop3s', 'pop3s', 'POP3 over TLS (RFC 8314)'],
  ['pop3', 'pop3', 'POP3 with STLS (RFC 6186)'],
  ['submissions', 'submissions', 'submission over TLS (RFC 8314)'],
  ['submission', 'submission', 'submission with STARTTLS (RFC 6186)'],
] as const satisfies readonly (readonly [keyof ProviderConfig['doors'], string, string])[];

/** TLS from the first octet before STARTTLS; a service that is not offered is said not to be (RFC 6186 3.4: the target is the root). */
function programRecords({ pecDomains, doors, autoconfig }: ProviderConfig): readonly DnsRecord[] {
  const { host } = autoconfig;
  return pecDomains.flatMap(({ name: domain }) => [
    ...SERVICES.map(([door, service, what]): DnsRecord => {
      const port = doors[door]?.port;
      const priority = service.endsWith('s') ? 0 : 10;
      return {
        name: `_${service}._tcp.${domain}`,
        type: 'SRV',
        value: port === undefined ? '0 0 0 .' : `${priority} 1 ${port} ${host}.`,
        why: port === undefined ? `${what}: not offered` : what,
      };
    }),
    ...(doors.autoconfig === undefined ? [] : discovery(domain, host, doors.autoconfig.port)),
  ]);
}

function discovery(domain: string, host: string, port: number): readonly DnsRecord[] {
  const name = (label: string) => `${label}.${domain}`;
  return [
    {
      name: name('autoconfig'),
      type: 'CNAME',
      value: `${host}.`,
      why: 'Thunderbird asks here; in the TLS certificate',
    },
    { name: name('autodiscover'), type: 'CNAME', value: `${host}.`, why: 'Outlook asks here; in the TLS certificate' },
    {
      name: name('_autodiscover._tcp'),
      type: 'SRV',
      value: `0 1 ${port} ${host}.`,
      why: 'Outlook, where autodiscover is not in the certificate',
    },
  ];
}

function mailRecords(config: ProviderConfig, dkimKey: string | undefined): readonly DnsRecord[] {
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
