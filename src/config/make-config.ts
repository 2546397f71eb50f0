import { ConfigFault } from './config-fault.ts';
import { BURSTS, GUARANTEED_LIMITS } from './guaranteed-limits.ts';
import type {
  DatabaseConfig,
  IdentityProviderConfig,
  LimitsConfig,
  ProviderConfig,
  ScannerConfig,
  SigningConfig,
  WebConfig,
} from './provider-config.ts';
import type { Environment } from './read-config.ts';
import type { Settings } from './settings-schema.ts';

type Absolute = (path: string) => string;

function makeDatabase(settings: Settings, absolute: Absolute, environment: Environment): DatabaseConfig {
  const { embedded, url, ownerUrl, name } = settings.database ?? {};
  if (embedded !== undefined && url !== undefined)
    throw new ConfigFault('database', 'says both embedded and url: which of the two?');
  if (embedded !== undefined && environment.DATABASE_URL !== undefined)
    throw new ConfigFault('database.embedded', 'contradicts the environment variable DATABASE_URL');
  const serverUrl = url ?? environment.DATABASE_URL;
  if (serverUrl !== undefined)
    return { kind: 'server', server: serverUrl, owner: ownerUrl ?? environment.DATABASE_OWNER_URL ?? serverUrl };
  if (ownerUrl !== undefined) throw new ConfigFault('database.ownerUrl', 'is given without database.url');
  return { kind: 'embedded', dataDir: absolute(embedded ?? 'data/postgres'), database: name ?? 'ceralacca' };
}

function makeLimits(settings: Settings['limits']): LimitsConfig {
  const unlimited = (value: number | 'unlimited' | undefined, otherwise: number | undefined) =>
    value === 'unlimited' ? undefined : (value ?? otherwise);
  return {
    maxMessageBytes: settings.maxMessageBytes ?? GUARANTEED_LIMITS.maxMessageBytes,
    maxBytesTimesRecipients: unlimited(settings.maxBytesTimesRecipients, GUARANTEED_LIMITS.maxBytesTimesRecipients),
    maxRecipients: settings.maxRecipients ?? GUARANTEED_LIMITS.maxRecipients,
    quotaBytes: settings.quotaBytes ?? GUARANTEED_LIMITS.quotaBytes,
    quotaReserve: {
      percent: settings.quotaReserve?.percent ?? GUARANTEED_LIMITS.quotaReserve.percent,
      leastBytes: settings.quotaReserve?.leastBytes ?? GUARANTEED_LIMITS.quotaReserve.leastBytes,
    },
    submissionsPerHour: unlimited(settings.submissionsPerHour, GUARANTEED_LIMITS.submissionsPerHour),
    bursts: settings.bursts === null ? undefined : (settings.bursts ?? BURSTS),
    connectionsPerAddress: unlimited(settings.connectionsPerAddress, GUARANTEED_LIMITS.connectionsPerAddress),
  };
}

function makeScanner(settings: Settings['scanner'], absolute: Absolute): ScannerConfig {
  if (settings === undefined)
    throw new ConfigFault('scanner', 'is missing: no message may pass unscanned (RFC 6109 3.1.3)');
  if (settings === 'eicar') return { kind: 'eicar' };
  if ('clamdSocket' in settings)
    return { kind: 'clamd-socket', socket: absolute(settings.clamdSocket), timeoutMs: settings.timeoutMs };
  const at = settings.clamd.lastIndexOf(':');
  return {
    kind: 'clamd',
    host: settings.clamd.slice(0, at).replace(/^\[|\]$/g, ''),
    port: Number(settings.clamd.slice(at + 1)),
    timeoutMs: settings.timeoutMs,
  };
}

/** A door that is off is not there. */
function makeDoors(listen: Settings['listen']): ProviderConfig['doors'] {
  return {
    submission: listen.submission ?? undefined,
    submissions: listen.submissions ?? undefined,
    reception: listen.reception ?? undefined,
    imap: listen.imap ?? undefined,
    imaps: listen.imaps ?? undefined,
    pop3: listen.pop3 ?? undefined,
    pop3s: listen.pop3s ?? undefined,
    autoconfig: listen.autoconfig ?? undefined,
    web: listen.web ?? undefined,
  };
}

/** Browsers reach us under our name on the port we listen on, unless it is said otherwise. */
function makeWeb({ provider, listen, web }: Settings, absolute: Absolute): WebConfig {
  const port = listen.web === null || listen.web.port === 443 ? '' : `:${listen.web.port}`;
  return {
    origins: [new URL(web.publicUrl ?? `https://${provider.heloName ?? provider.domain}${port}`).origin],
    proxies: web.proxies,
    metricsTokenFile: web.metricsTokenFile === undefined ? undefined : absolute(web.metricsTokenFile),
    signInKeyFile: absolute(web.signInKeyFile),
    identityProviders: web.identityProviders.map((provider) => makeIdentityProvider(provider, absolute)),
  };
}

function makeIdentityProvider(
  written: Settings['web']['identityProviders'][number],
  absolute: Absolute,
): IdentityProviderConfig {
  if (written.protocol === 'oidc') {
    const { clientSecretFile: secret } = written;
    return { ...written, clientSecretFile: secret === undefined ? undefined : absolute(secret) };
  }
  const { certificates, own, attributeSet, logoutUrl } = written;
  return {
    ...written,
    ...{ attributeSet, logoutUrl },
    certificates: certificates.map(absolute),
    own: { ...own, key: absolute(own.key), certificate: absolute(own.certificate) },
  };
}

type WrittenSigning = Omit<Settings['signing'], 'alsoPublished' | 'next'>;

function makeSigning({ key, certificate, chain }: WrittenSigning, absolute: Absolute): SigningConfig {
  const optional = (file: string | undefined) => (file === undefined ? undefined : absolute(file));
  const rest = { certificate: absolute(certificate), chain: chain.map(absolute) };
  if (typeof key === 'string') return { ...rest, key: { kind: 'file', key: absolute(key), passphraseFile: undefined } };
  if ('file' in key)
    return { ...rest, key: { kind: 'file', key: absolute(key.file), passphraseFile: optional(key.passphraseFile) } };
  const { module, token, label, pinFile } = key;
  return { ...rest, key: { kind: 'pkcs11', module: absolute(module), token, label, pinFile: optional(pinFile) } };
}

type Proof = Pick<ProviderConfig, 'sealedLog' | 'timestamp' | 'clock' | 'probe'>;

function makeProof(settings: Settings, absolute: Absolute): Proof {
  const { log, timestamp, clock, probe } = settings;
  const optional = (file: string | undefined) => (file === undefined ? undefined : absolute(file));
  return {
    sealedLog: {
      dir: absolute(log.dir),
      headEveryMs: log.headEveryMs,
      listen: log.listen ?? undefined,
      witnessed: log.witnessed.map(({ domain, url, tlsRoot }) => ({ domain, url, tlsRoot: optional(tlsRoot) })),
    },
    timestamp: {
      urls: timestamp.urls,
      user: timestamp.user,
      passwordFile: optional(timestamp.passwordFile),
      roots: timestamp.roots.map(absolute),
      timeoutMs: timestamp.timeoutMs,
    },
    clock,
    probe: probe && {
      ...probe,
      from: probe.from.toLowerCase(),
      to: probe.to.toLowerCase(),
      passwordFile: absolute(probe.passwordFile),
    },
  };
}

function makeIndex(index: Settings['index'], absolute: Absolute): ProviderConfig['index'] {
  return {
    url: index.url,
    tlsRoot: index.tlsRoot && absolute(index.tlsRoot),
    authorityCertificate: absolute(index.authorityCertificate),
    clientCertificate: absolute(index.clientCertificate),
    clientKey: absolute(index.clientKey),
    ownRecordUrl: index.ownRecordUrl,
    ownRecordListen: index.ownRecordListen ?? undefined,
    secondaryRecords: index.secondaryRecords.map(absolute),
    refreshMs: index.refreshMs,
    ldapUrl: index.ldapUrl,
  };
}

/** Settings as written -> what the provider is told: defaults filled in, paths absolute. */
export function makeConfig(settings: Settings, absolute: Absolute, environment: Environment): ProviderConfig {
  const { provider, listen } = settings;
  return {
    name: provider.name,
    domain: provider.domain,
    serviceAddress: provider.serviceAddress ?? `posta-certificata@${provider.domain}`,
    ...{ contactAddress: provider.contactAddress, unit: provider.unit },
    heloName: provider.heloName ?? provider.domain,
    node: provider.node,
    pecDomains: settings.domains.map(({ name, allowOnly }) => ({
      name,
      ...(allowOnly === undefined ? {} : { allowOnly: allowOnly.map((entry) => entry.toLowerCase()) }),
    })),
    roles: [...new Set(settings.roles)],
    jobLeaseMs: settings.jobLeaseMs,
    signing: {
      ...makeSigning(settings.signing, absolute),
      alsoPublished: settings.signing.alsoPublished.map(absolute),
      next: settings.signing.next && makeSigning(settings.signing.next, absolute),
    },
    ...makeProof(settings, absolute),
    tls: { key: absolute(settings.tls.key), certificate: absolute(settings.tls.certificate) },
    doors: makeDoors(listen),
    autoconfig: {
      host: settings.autoconfig.host ?? provider.heloName ?? provider.domain,
      isProxied: settings.autoconfig.proxied,
    },
    web: makeWeb(settings, absolute),
    documentAuthorities: settings.documentAuthorities && absolute(settings.documentAuthorities),
    enrolment: settings.enrolment && {
      termsVersion: settings.enrolment.termsVersion,
      termsFile: absolute(settings.enrolment.termsFile),
    },
    database: makeDatabase(settings, absolute, environment),
    blobsDir: absolute(settings.blobs),
    limits: makeLimits(settings.limits),
    trustRoots: settings.trust.roots.map(absolute),
    crlUrls: settings.trust.crlUrls,
    crlRefreshMs: settings.trust.crlRefreshMs,
    index: makeIndex(settings.index, absolute),
    scanner: makeScanner(settings.scanner, absolute),
    dnsServers: settings.dns,
    privateNetworks: settings.privateNetworks,
    ...(settings.mxPort !== undefined && { mxPort: settings.mxPort }),
    routes: settings.routes.map((route) => ({
      domain: route.domain,
      host: route.host,
      port: route.port,
      tlsRoot: route.tlsRoot && absolute(route.tlsRoot),
      tlsName: route.tlsName,
    })),
    dkim:
      settings.dkim === undefined ? undefined : { selector: settings.dkim.selector, key: absolute(settings.dkim.key) },
    acceptSha1: settings.acceptSha1,
    strictTls: settings.strictTls,
    ordinaryMail: settings.ordinaryMail,
    sandbox: settings.sandbox,
  };
}
