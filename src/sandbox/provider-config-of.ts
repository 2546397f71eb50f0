import { existsSync } from 'node:fs';
import {
  ALL_ROLES,
  BURSTS,
  CRL_REFRESH_MS,
  type DatabaseConnection,
  deepFreeze,
  type ProviderConfig,
  SANDBOX_LIMITS,
  type StaticRoute,
  type WitnessedLog,
} from '#config';
import type { Country, ProviderPlan } from './country.ts';
import { type DataFolder, readKept } from './data-folder.ts';
import { HOST } from './free-ports.ts';
import {
  IDENTITY_ID,
  identitySecretFile,
  identityUrlOf,
  SAML_ID,
  samlAddresses,
  samlNameOf,
} from './identity-secrets.ts';
import { FISCAL_NUMBER_CLAIM } from './identity-server.ts';
import { type Pki, tlsNameOf } from './pki.ts';
import type { PortsPlan, ProviderPorts } from './ports-plan.ts';

const HOUR_MS = 3_600_000;
const HALF_DAY_MS = 12 * HOUR_MS;
const JOB_LEASE_MS = 900_000;
/** An ordinary mailbox of the country: people write to it, and are answered by nobody. */
const CONTACT = 'assistenza@posta.example';

export interface Addresses {
  readonly indexUrl: string;
  readonly ldapUrl: string;
  readonly crlUrl: string;
  readonly rootCrlUrl: string;
  readonly timestampUrl: string;
}

/** Where the time-stamp authority answers, beside the revocation lists. */
export const TIMESTAMP_PATH = '/timestamp';

export function addressesOf(ports: PortsPlan): Addresses {
  return {
    indexUrl: `https://${HOST}:${ports.index}/index.ldif.p7m`,
    ldapUrl: `ldaps://${HOST}:${ports.ldap}`,
    crlUrl: `http://${HOST}:${ports.crl}/intermediate.crl`,
    rootCrlUrl: `http://${HOST}:${ports.crl}/root.crl`,
    timestampUrl: `http://${HOST}:${ports.crl}${TIMESTAMP_PATH}`,
  };
}

export function recordUrlOf(ports: PortsPlan, key: string): string {
  return `https://${HOST}:${ports.providers[key]!.record}/record.ldif.p7m`;
}

/** Where the others are: there is no DNS in the test country. */
function routes(country: Country, me: ProviderPlan, ports: PortsPlan, pki: Pki): readonly StaticRoute[] {
  const peers = country.providers.filter(({ key }) => key !== me.key);
  const toPeers = peers.flatMap(({ key, domain, pecDomains }) =>
    [domain, ...pecDomains.map(({ name }) => name)].map((name) => ({
      domain: name,
      host: HOST,
      port: ports.providers[key]!.reception,
      tlsRoot: pki.root.certificate,
      tlsName: tlsNameOf(domain),
    })),
  );
  const { domain } = country.ordinary;
  const tls = { tlsRoot: pki.root.certificate, tlsName: `mail.${domain}` };
  return [...toPeers, { domain, host: HOST, port: ports.ordinarySmtp, ...tls }];
}

/** Where the signed heads of a provider's log are published. */
export function logUrlOf(ports: PortsPlan, key: string): string {
  return `https://${HOST}:${ports.providers[key]!.log}/log/`;
}

/** Each provider watches the logs of all the others. */
function witnessed(country: Country, me: ProviderPlan, ports: PortsPlan, pki: Pki): readonly WitnessedLog[] {
  const others = country.providers.filter(({ key }) => key !== me.key);
  return others.map(({ key, domain }) => ({ domain, url: logUrlOf(ports, key), tlsRoot: pki.root.certificate }));
}

/** Where the signing keys of a provider are; the next one may not be there yet. */
export function signingOf(pki: Pki, key: string): ProviderConfig['signing'] {
  const { signing, before, next } = pki.provider(key);
  const chain = [pki.intermediate.certificate];
  const files = ({ key: path, certificate }: typeof signing) =>
    ({ key: { kind: 'file', key: path, passphraseFile: undefined }, certificate, chain }) as const;
  return { ...files(signing), alsoPublished: existsSync(before) ? [before] : [], next: files(next) };
}

const at = (port: number) => ({ host: HOST, port });
const NO_LOGIN = { user: undefined, passwordFile: undefined };

function doorsOf(mine: ProviderPorts): ProviderConfig['doors'] {
  return {
    submission: at(mine.submission),
    submissions: at(mine.submissions),
    reception: at(mine.reception),
    imap: at(mine.imap),
    imaps: at(mine.imaps),
    pop3: at(mine.pop3),
    pop3s: at(mine.pop3s),
    autoconfig: at(mine.autoconfig),
    web: at(mine.web),
  };
}

/** Plain HTTP, on this machine alone: no browser knows the test root. */
export function webOriginsOf({ web }: ProviderPorts): readonly [first: string, ...others: string[]] {
  return [`http://${HOST}:${web}`, `http://localhost:${web}`];
}

/** Where the pages of a provider are, as the data folder has it. */
export function keptWebOrigin(folder: DataFolder, key: string): string {
  const mine = readKept<PortsPlan>(folder, 'ports.json')?.providers[key];
  return mine === undefined ? `http://${HOST}` : webOriginsOf(mine)[0];
}

/** Whoever tries it need not wait for the night. */
function burstsOf({ residents }: ProviderPlan) {
  const braked = residents.filter(({ policy }) => policy === 'burst-brake').map(({ address }) => address);
  return { perHour: BURSTS.perNightHour, perNightHour: BURSTS.perNightHour, addresses: braked };
}

/** Plain HTTP on loopback, and invented identities to sign in with. */
function webOf(plan: ProviderPlan, ports: PortsPlan, folder: DataFolder, pki: Pki): ProviderConfig['web'] {
  return {
    origins: webOriginsOf(ports.providers[plan.key]!),
    proxies: [],
    metricsTokenFile: undefined,
    signInKeyFile: folder.provider(plan.key).signInKey,
    identityProviders: [
      {
        ...{ id: IDENTITY_ID, name: 'Identità di prova CIE (TEST)', protocol: 'oidc', scope: 'openid profile' },
        issuer: identityUrlOf(ports),
        clientId: plan.key,
        clientSecretFile: identitySecretFile(folder, plan.key),
        level: 'https://www.spid.gov.it/SpidL2',
        fiscalNumber: FISCAL_NUMBER_CLAIM,
      },
      samlOf(plan, ports, pki),
    ],
  };
}

/** The same invented identities over SAML, as SPID has it; the federation would know a provider by data that are invented too. */
function samlOf(plan: ProviderPlan, ports: PortsPlan, pki: Pki): ProviderConfig['web']['identityProviders'][number] {
  const { entityId, ssoUrl, sloUrl } = samlAddresses(ports);
  const { key, certificate } = pki.provider(plan.key).saml;
  const federation = {
    serviceName: `${plan.name}: accesso alla casella e attivazione (TEST)`,
    organisation: { name: plan.name, displayName: plan.name, url: `https://www.${plan.domain}` },
    contact: { email: CONTACT, phone: '+390000000000', vatNumber: 'IT00000000000', fiscalCode: '00000000000' },
  };
  return {
    ...{ id: SAML_ID, name: 'Identità di prova SPID (TEST)', protocol: 'saml', entityId, entryPoint: ssoUrl },
    logoutUrl: sloUrl,
    certificates: [pki.samlIdentity.certificate],
    own: { entityId: samlNameOf(plan), key, certificate, federation },
    attributeSet: '0',
    level: 'https://www.spid.gov.it/SpidL2',
    fiscalNumber: 'fiscalNumber',
  };
}

/** Where the index of the country is, and how this provider takes part in it. */
function indexOf({ key }: ProviderPlan, ports: PortsPlan, pki: Pki): ProviderConfig['index'] {
  const { indexUrl, ldapUrl } = addressesOf(ports);
  const { client } = pki.provider(key);
  return {
    url: indexUrl,
    tlsRoot: pki.root.certificate,
    authorityCertificate: pki.indexSigner.certificate,
    clientCertificate: client.certificate,
    clientKey: client.key,
    ownRecordUrl: recordUrlOf(ports, key),
    ownRecordListen: at(ports.providers[key]!.record),
    refreshMs: HALF_DAY_MS,
    ldapUrl,
  };
}

/** What one provider of the sandbox is told: the same object `serve --config` reads from a file. */
export function providerConfigOf(
  country: Country,
  plan: ProviderPlan,
  given: {
    readonly ports: PortsPlan;
    readonly pki: Pki;
    readonly folder: DataFolder;
    readonly owner: DatabaseConnection;
    readonly server: DatabaseConnection;
  },
): ProviderConfig {
  const { ports, pki, folder } = given;
  const mine = ports.providers[plan.key]!;
  const keys = pki.provider(plan.key);
  const { crlUrl, rootCrlUrl, timestampUrl } = addressesOf(ports);
  return deepFreeze<ProviderConfig>({
    name: plan.name,
    domain: plan.domain,
    serviceAddress: `posta-certificata@${plan.domain}`,
    contactAddress: CONTACT,
    unit: undefined,
    heloName: tlsNameOf(plan.domain),
    node: '1',
    pecDomains: plan.pecDomains,
    roles: ALL_ROLES,
    jobLeaseMs: JOB_LEASE_MS,
    signing: signingOf(pki, plan.key),
    sealedLog: {
      dir: folder.provider(plan.key).log,
      headEveryMs: HOUR_MS,
      listen: at(mine.log),
      witnessed: witnessed(country, plan, ports, pki),
    },
    timestamp: { ...NO_LOGIN, urls: [timestampUrl], roots: [pki.root.certificate], timeoutMs: 10_000 },
    // The time of the test country is moved by hand.
    clock: { servers: [], warnAfterMs: 500, stopAfterMs: 1_000, everyMs: 30_000 },
    probe: undefined,
    tls: keys.tls,
    doors: doorsOf(mine),
    // No name leads here: mail programs are given the address itself.
    autoconfig: { host: HOST, isProxied: true },
    web: webOf(plan, ports, folder, pki),
    enrolment: { termsVersion: 'TEST', termsFile: undefined },
    database: { kind: 'server', owner: given.owner, server: given.server },
    blobsDir: folder.provider(plan.key).blobs,
    limits: { ...SANDBOX_LIMITS, bursts: burstsOf(plan) },
    trustRoots: [pki.root.certificate],
    crlUrls: [crlUrl, rootCrlUrl],
    crlRefreshMs: CRL_REFRESH_MS,
    index: indexOf(plan, ports, pki),
    scanner: { kind: 'eicar' },
    dnsServers: [],
    // The test country is on this machine alone.
    privateNetworks: ['127.0.0.0/8', '::1/128'],
    routes: routes(country, plan, ports, pki),
    dkim: undefined,
    acceptSha1: false,
    strictTls: true,
    ordinaryMail: 'accept',
    sandbox: true,
  });
}
