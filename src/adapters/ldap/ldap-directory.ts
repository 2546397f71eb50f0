import type { ConnectionOptions } from 'node:tls';
import type { DirectoryEntry } from '#pec';
import type { ProviderDirectory } from '#ports';
import { BER, element, flag, inside, integer, readElements, text, textOf } from './ber.ts';
import { LdapConnection, readAttribute } from './ldap-connection.ts';
import { LDAP, type LdapMessage, PAGED_RESULTS, pageControl, readPage } from './ldap-message.ts';
import { RESULT, readResult } from './ldap-result.ts';

export interface LdapDirectoryOptions {
  /** `ldaps://host:port`; `ldap://` begins with StartTLS. */
  readonly url: string;
  /** Trusted roots, PEM; absent: those of the platform. */
  readonly ca?: readonly string[];
  /** Client certificate and its key, PEM: who shows them is known to the server by SASL EXTERNAL (RFC 4513 5.2.3). */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

const BASE = 'o=postacert';
const PAGE_ENTRIES = 200;
const ATTRIBUTES = [
  'objectClass',
  'providerName',
  'providerUnit',
  'mailReceipt',
  'managedDomains',
  'providerCertificateHash',
  'providerCertificate;binary',
  'LDIFLocationURL',
  'description',
];
/** Values that are octets, whether the server says `;binary` or not (RFC 4522). */
const OCTETS: ReadonlySet<string> = new Set(['providercertificate']);
const EMPTY = new Uint8Array();

/** The directory of providers over LDAP, inside TLS 1.2 or later (RFC 6109 4.5; spec 13.1-13.4). Referrals are not followed. */
export function ldapDirectory(options: LdapDirectoryOptions): ProviderDirectory {
  const { protocol, hostname, port } = new URL(options.url);
  const isImplicit = protocol === 'ldaps:';
  const tlsOptions: ConnectionOptions = {
    minVersion: 'TLSv1.2',
    ...(options.ca && { ca: [...options.ca] }),
    ...(options.clientCertificate && { cert: options.clientCertificate }),
    ...(options.clientKey && { key: options.clientKey }),
  };
  const endpoint = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isImplicit ? 636 : 389) : Number(port),
    tls: isImplicit ? 'implicit' : 'starttls',
    tlsOptions,
  } as const;
  return {
    description: options.url,
    async entries({ maxEntries, maxBytes, timeoutMs }) {
      using connection = await LdapConnection.open(endpoint, { maxBytes, timeoutMs });
      if (options.clientCertificate !== undefined) await bindExternal(connection);
      const entries: DirectoryEntry[] = [];
      let cookie: Uint8Array = EMPTY;
      do {
        cookie = await readPageOf(connection, cookie, timeoutMs, (entry) => {
          if (entries.length >= maxEntries) throw new Error(`more than ${maxEntries} entries`);
          entries.push(entry);
        });
      } while (cookie.length > 0);
      return entries;
    },
  };
}

/** Who we are stands in our certificate. A server that knows no EXTERNAL is asked as who it takes us for. */
async function bindExternal(connection: LdapConnection): Promise<void> {
  // An empty response, not none: EXTERNAL has the client speak first (RFC 4422 appendix A).
  const external = element(0xa3, text('EXTERNAL'), text(''));
  const request = element(LDAP.bindRequest, integer(3), text(''), external);
  for await (const { operation } of connection.ask(request, LDAP.bindResponse)) {
    const { code, text: words } = readResult(operation);
    const isUnknown = code === RESULT.authMethodNotSupported || code === RESULT.inappropriateAuthentication;
    if (code !== RESULT.success && !isUnknown) throw new Error(`our client certificate is refused: ${words}`);
  }
}

/** Takes one page of entries; answers the cookie of the next, empty after the last (RFC 2696). */
async function readPageOf(
  connection: LdapConnection,
  cookie: Uint8Array,
  timeoutMs: number,
  take: (entry: DirectoryEntry) => void,
): Promise<Uint8Array> {
  const request = element(
    LDAP.searchRequest,
    text(BASE),
    integer(2, BER.enumerated),
    integer(0, BER.enumerated),
    integer(0),
    integer(Math.ceil(timeoutMs / 1_000)),
    flag(false),
    text('objectClass', 0x87),
    element(BER.sequence, ...ATTRIBUTES.map((name) => text(name))),
  );
  const controls = [pageControl({ size: PAGE_ENTRIES, cookie })];
  for await (const message of connection.ask(request, LDAP.searchDone, controls)) {
    if (message.operation.tag === LDAP.searchEntry) take(readEntry(message));
    if (message.operation.tag === LDAP.searchDone) return endOfPage(message);
  }
  return EMPTY;
}

function endOfPage({ operation, controls }: LdapMessage): Uint8Array {
  const { code, text: words } = readResult(operation);
  if (code !== RESULT.success) throw new Error(`the search of ${BASE} ends with ${words}`);
  const page = controls.find(({ oid }) => oid === PAGED_RESULTS)?.value;
  return page === undefined ? EMPTY : readPage(page).cookie;
}

function readEntry({ operation }: LdapMessage): DirectoryEntry {
  const [dn, list] = readElements(operation.content);
  const attributes = new Map<string, (string | Uint8Array)[]>();
  for (const one of inside(list, BER.sequence)) {
    const { name, values } = readAttribute(inside(one, BER.sequence));
    const [type = '', ...options] = name.toLowerCase().split(';');
    const isOctets = OCTETS.has(type) || options.includes('binary');
    const read = values.map((value) => (isOctets ? new Uint8Array(value) : new TextDecoder().decode(value)));
    attributes.set(type, [...(attributes.get(type) ?? []), ...read]);
  }
  return { dn: textOf(dn), attributes };
}
