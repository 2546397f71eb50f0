import { ConfigFault } from './config-fault.ts';
import { GUARANTEED_LIMITS } from './guaranteed-limits.ts';
import type { ListenAddress, ProviderConfig, Role } from './provider-config.ts';

const DOORS_OF_ROLE: readonly (readonly [Role, readonly (keyof ProviderConfig['doors'])[]])[] = [
  ['access', ['submission', 'submissions']],
  ['incoming', ['reception']],
  ['imap', ['imaps', 'imap']],
  ['pop3', ['pop3s', 'pop3']],
];

function checkDoors(config: ProviderConfig): void {
  for (const [role, names] of DOORS_OF_ROLE) {
    if (config.roles.includes(role) && names.every((name) => config.doors[name] === undefined))
      throw new ConfigFault(`listen.${names[0]}`, `is off, but the role ${role} needs it (leave ${role} out of roles)`);
  }
  const taken = new Map<string, string>();
  const named: [string, ListenAddress | undefined][] = Object.entries(config.doors).map(([name, at]) => [
    `listen.${name}`,
    at,
  ]);
  named.push(['index.ownRecordListen', config.index.ownRecordListen]);
  for (const [name, at] of named) {
    if (at === undefined || at.port === 0) continue;
    const other = taken.get(`${at.host}:${at.port}`);
    if (other !== undefined) throw new ConfigFault(name, `is ${at.host}:${at.port}, and so is ${other}`);
    taken.set(`${at.host}:${at.port}`, name);
  }
}

function checkClock({ clock }: ProviderConfig): void {
  if (clock.servers.length === 1 || clock.servers.length === 2)
    throw new ConfigFault(
      'clock.servers',
      'must name at least three NTP servers, or none: of two that disagree nobody knows which is right',
    );
  if (clock.warnAfterMs > clock.stopAfterMs)
    throw new ConfigFault('clock.warnAfterMs', 'is over clock.stopAfterMs: nobody would be warned');
}

/** The probe goes the way of our own holders, and no faster than one of them may. */
function checkProbe({ probe, pecDomains, limits }: ProviderConfig): void {
  if (probe === undefined) return;
  for (const name of ['from', 'to'] as const) {
    const domain = probe[name].slice(probe[name].lastIndexOf('@') + 1);
    if (!pecDomains.some((own) => own.name === domain))
      throw new ConfigFault(`probe.${name}`, `is ${probe[name]}, which is in none of our domains`);
  }
  if (probe.from === probe.to) throw new ConfigFault('probe.to', 'is probe.from: two test mailboxes are needed');
  if (probe.patienceMs > probe.everyMs)
    throw new ConfigFault(
      'probe.patienceMs',
      'is over probe.everyMs: one probe would not be over when the next begins',
    );
  const anHour = Math.ceil(3_600_000 / probe.everyMs);
  if (limits.submissionsPerHour !== undefined && anHour > limits.submissionsPerHour)
    throw new ConfigFault('probe.everyMs', `makes ${anHour} messages an hour, over limits.submissionsPerHour`);
}

/** Passwords and certified mail never cross a network in clear. */
function checkWeb({ doors, web, sandbox }: ProviderConfig): void {
  const isPlain = web.origins.some((origin) => origin.startsWith('http:'));
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(doors.web?.host ?? '127.0.0.1');
  if (isPlain && !(sandbox && isLoopback))
    throw new ConfigFault('web.publicUrl', 'must be an https:// address (http:// is for sandbox: true, on loopback)');
  const ids = new Set<string>();
  for (const provider of web.identityProviders) {
    if (ids.has(provider.id)) throw new ConfigFault('web.identityProviders', `${provider.id} stands there twice`);
    ids.add(provider.id);
    if (provider.protocol === 'oidc' && provider.issuer.startsWith('http:') && !sandbox)
      throw new ConfigFault('web.identityProviders', `the issuer of ${provider.id} must be an https:// address`);
  }
}

function checkGrants(config: ProviderConfig): void {
  const { limits } = config;
  const least = [
    ['maxMessageBytes', limits.maxMessageBytes, GUARANTEED_LIMITS.maxMessageBytes],
    ['maxBytesTimesRecipients', limits.maxBytesTimesRecipients, GUARANTEED_LIMITS.maxBytesTimesRecipients],
    ['maxRecipients', limits.maxRecipients, GUARANTEED_LIMITS.maxRecipients],
  ] as const;
  for (const [name, value, guaranteed] of least) {
    if (value !== undefined && guaranteed !== undefined && value < guaranteed)
      throw new ConfigFault(
        `limits.${name}`,
        `is ${value}, less than the ${guaranteed} every provider must grant (DM a12)`,
      );
  }
}

/** Settings that are each well written but cannot stand together. Throws ConfigFault naming the one to change. */
export function checkContradictions(config: ProviderConfig): void {
  if (config.serviceAddress.slice(config.serviceAddress.lastIndexOf('@') + 1).toLowerCase() !== config.domain)
    throw new ConfigFault(
      'provider.serviceAddress',
      `is ${config.serviceAddress}, which is not in provider.domain ${config.domain}`,
    );
  if (config.contactAddress?.toLowerCase() === config.serviceAddress.toLowerCase())
    throw new ConfigFault(
      'provider.contactAddress',
      'is provider.serviceAddress, to which nobody can write (RFC 6109 2.2.5)',
    );
  const names = new Set<string>();
  for (const { name } of config.pecDomains) {
    if (names.has(name)) throw new ConfigFault('domains', `${name} stands there twice`);
    names.add(name);
  }
  for (const route of config.routes) {
    if (names.has(route.domain))
      throw new ConfigFault('routes', `${route.domain} is one of our own domains: its mail never leaves`);
  }
  if (config.scanner.kind === 'eicar' && !config.sandbox)
    throw new ConfigFault('scanner', 'eicar knows only the EICAR test file and is allowed only with sandbox: true');
  if (config.index.url === undefined && config.index.ldapUrl === undefined)
    throw new ConfigFault('index.url', 'is missing, and no index.ldapUrl is given that could say where the index is');
  if (
    (config.index.ownRecordUrl === undefined) !== (config.index.ownRecordListen === undefined) &&
    config.index.ownRecordListen
  )
    throw new ConfigFault('index.ownRecordListen', 'is given without index.ownRecordUrl');
  checkDoors(config);
  checkWeb(config);
  checkGrants(config);
  checkClock(config);
  checkProbe(config);
}
