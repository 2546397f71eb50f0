import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ProviderConfig } from '#config';
import type { ProviderFacts, PublicPagesOptions, PublishedCertificate } from '#doors/public-pages';
import { HOUSE_VERSION } from './house-version.ts';
import { keyRows } from './key-rows.ts';
import { mailSettingsOf } from './mail-settings-of.ts';
import { publicPagesOf } from './open-administration-areas.ts';
import { keyPlacesOf } from './open-operation.ts';
import type { WebGround } from './web-ports.ts';

const FONTS = ['400', '600'].map((weight) => `titillium-web-latin-${weight}-normal.woff2`);
/** RFC 6109 2.3; DM a11. */
const LOG_MONTHS = 30;
const SOURCE_URL = 'https://ceralacca.example/ceralacca.git';

/** What the pages for everybody are made of: settings in force, the index, the log's heads, what organisations publish. */
export async function openWebPublic(config: ProviderConfig, ground: WebGround): Promise<PublicPagesOptions> {
  const { legalTime, monotonic, signIn, publishedLog } = ground;
  const { bodies, body, providers, status } = publicPagesOf(config, ground);
  const roots = await Promise.all(config.trustRoots.map((path) => readFile(path, 'utf8')));
  return {
    ...{ bodies, body, providers, status, legalTime, monotonic },
    provider: factsOf(config),
    files: { fonts: await readFonts(), roots: roots.join('') },
    // Known to every process of the provider, and to nobody else.
    ticketKey: createHash('sha256').update(signIn.vault.mark('personal-data', 'tickets of public pages')).digest(),
    certificates: () => publishedCertificates(config, ground),
    async newestHead() {
      const newest = await publishedLog.newest();
      if (newest === undefined) return undefined;
      const { day, size, root, at } = newest.head;
      return { day, size, root, at };
    },
  };
}

function factsOf(config: ProviderConfig): ProviderFacts {
  const {
    name,
    domain,
    serviceAddress,
    contactAddress,
    sandbox: isSandbox,
    pecDomains,
    limits,
    sealedLog,
    autoconfig,
  } = config;
  const kinds = { smtp: 'submission', imap: 'imap', pop3: 'pop3' } as const;
  const heads = sealedLog.listen;
  return {
    ...{ name, domain, serviceAddress, contactAddress, isSandbox, limits },
    domains: pecDomains.map((one) => one.name),
    logMonths: LOG_MONTHS,
    doors: mailSettingsOf(config)
      .servers.filter(({ security }) => security === 'tls')
      .map(({ protocol, host, port }) => ({ kind: kinds[protocol], host, port })),
    ...(heads !== undefined && { logHeadsUrl: `https://${autoconfig.host}:${heads.port}/log/` }),
    sourceUrl: SOURCE_URL,
    version: HOUSE_VERSION,
  };
}

const STATES = { active: 'in-force', published: 'next', retiring: 'before', retired: 'before' } as const;

/** Those that the index has, or had: what was asked for and is not out yet is nobody's business. */
async function publishedCertificates(
  config: ProviderConfig,
  { store, legalTime }: WebGround,
): Promise<readonly PublishedCertificate[]> {
  const rows = await keyRows(keyPlacesOf(config), { store, now: () => legalTime.now() });
  return rows.flatMap(({ state, certificate }) => {
    const role = state in STATES ? STATES[state as keyof typeof STATES] : undefined;
    if (role === undefined || certificate === undefined) return [];
    const { subject, issuer, serial, sha256, notBefore: from, notAfter: to, der } = certificate;
    return [{ role, subject, issuer, serial, sha256, from, to, der }];
  });
}

/** From the package of the letters, which every installation has. */
async function readFonts(): Promise<ReadonlyMap<string, Uint8Array>> {
  const at = (name: string) => new URL(import.meta.resolve(`@fontsource/titillium-web/files/${name}`));
  return new Map(await Promise.all(FONTS.map(async (name) => [name, await readFile(at(name))] as const)));
}
