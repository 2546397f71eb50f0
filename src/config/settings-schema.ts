import { z } from 'zod';
import { BURSTS, CRL_REFRESH_MS } from './guaranteed-limits.ts';
import { ALL_ROLES } from './provider-config.ts';

const DAY_MS = 86_400_000;

const domainName = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(text), {
    error: 'is not a domain name (letters, digits, hyphens and dots; internationalised names in their xn-- form)',
  });

const emailAddress = z
  .string()
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]+$/, 'is not an e-mail address');

const path = z.string().min(1);

/** `host:port`, `[v6]:port`, a port alone (loopback is never guessed: all interfaces), or `off`. */
const listen = z.union([
  z
    .string()
    .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'is not host:port')
    .transform((text) => {
      const at = text.lastIndexOf(':');
      return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
    })
    .refine((at) => at.port < 65_536, 'has a port over 65535'),
  z.literal(['off', false]).transform(() => null),
]);

const positive = z.int().positive();

const doors = z.strictObject({
  submission: listen.default({ host: '0.0.0.0', port: 587 }),
  submissions: listen.default({ host: '0.0.0.0', port: 465 }),
  reception: listen.default({ host: '0.0.0.0', port: 25 }),
  imap: listen.default({ host: '0.0.0.0', port: 143 }),
  imaps: listen.default({ host: '0.0.0.0', port: 993 }),
  pop3: listen.default({ host: '0.0.0.0', port: 110 }),
  pop3s: listen.default({ host: '0.0.0.0', port: 995 }),
  autoconfig: listen.default(null),
  web: listen.default(null),
});

const limits = z.strictObject({
  maxMessageBytes: positive.optional(),
  maxBytesTimesRecipients: z.union([positive, z.literal('unlimited')]).optional(),
  maxRecipients: positive.optional(),
  quotaBytes: positive.optional(),
  quotaReserve: z
    .strictObject({ percent: z.number().min(0).max(100).optional(), leastBytes: z.int().min(0).optional() })
    .optional(),
  submissionsPerHour: z.union([positive, z.literal('unlimited')]).optional(),
  bursts: z
    .union([
      z.strictObject({
        perHour: positive.default(BURSTS.perHour),
        perNightHour: positive.default(BURSTS.perNightHour),
      }),
      z.literal(['off', false]).transform(() => null),
    ])
    .optional(),
  connectionsPerAddress: z.union([positive, z.literal('unlimited')]).optional(),
});

const index = z.strictObject({
  url: z.url({ protocol: /^https$/, error: 'must be an https:// address (RFC 6109 5.6)' }).optional(),
  tlsRoot: path.optional(),
  authorityCertificate: path,
  clientCertificate: path,
  clientKey: path,
  ownRecordUrl: z.url({ protocol: /^https$/, error: 'must be an https:// address (RFC 6109 4.5.6)' }).optional(),
  ownRecordListen: listen.optional(),
  secondaryRecords: z.array(path).default([]),
  refreshMs: positive.max(DAY_MS, 'must be at most 24 hours (RFC 6109 4.5)').default(DAY_MS / 2),
  ldapUrl: z.url({ protocol: /^ldaps?$/ }).optional(),
});

const signingKey = z.union([
  path,
  z.strictObject({ file: path, passphraseFile: path.optional() }),
  z.strictObject({ module: path, token: z.string().min(1), label: z.string().min(1), pinFile: path.optional() }),
]);

const signing = { key: signingKey, certificate: path, chain: z.array(path).default([]) };

const sealedLog = z.strictObject({
  dir: path.default('data/log'),
  headEveryMs: z.int().min(0).max(DAY_MS).default(3_600_000),
  listen: listen.optional(),
  witnessed: z
    .array(z.strictObject({ domain: domainName, url: z.url({ protocol: /^https$/ }), tlsRoot: path.optional() }))
    .default([]),
});

const timestamp = z.strictObject({
  urls: z.array(z.url({ protocol: /^https?$/ })).default([]),
  user: z.string().min(1).optional(),
  passwordFile: path.optional(),
  roots: z.array(path).default([]),
  timeoutMs: positive.default(10_000),
});

const clock = z.strictObject({
  servers: z.array(z.string().min(1)).default([]),
  warnAfterMs: positive.default(500),
  stopAfterMs: positive.max(1_000, 'must be at most one second (DM 2.11.2005 a9)').default(1_000),
  everyMs: positive.default(30_000),
});

const probe = z.strictObject({
  from: emailAddress,
  to: emailAddress,
  passwordFile: path,
  everyMs: positive.min(1_000).default(30_000),
  patienceMs: positive.min(1_000).default(20_000),
});

const scanner = z.union([
  z.strictObject({
    clamd: z.string().regex(/^[A-Za-z0-9.:[\]-]+:\d{1,5}$/, 'is not host:port'),
    timeoutMs: positive.default(60_000),
  }),
  z.strictObject({ clamdSocket: path, timeoutMs: positive.default(60_000) }),
  z.literal('eicar'),
]);

const route = z.strictObject({
  domain: domainName,
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(25),
  tlsRoot: path.optional(),
  tlsName: z.string().optional(),
});

const database = z.strictObject({
  embedded: path.optional(),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/, 'may hold lower-case letters, digits and _')
    .default('ceralacca'),
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  ownerUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
});

const autoconfig = z.strictObject({
  host: domainName.optional(),
  proxied: z.boolean().default(false),
});

const identity = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'may hold small letters, digits and hyphens'),
  name: z.string().min(1).max(100),
  level: z
    .string()
    .regex(/[2-3]$/, 'ends in 2 or 3: less is a password alone')
    .default('https://www.spid.gov.it/SpidL2'),
};

const contact = { email: emailAddress, phone: z.string().regex(/^\+\d{6,15}$/, 'is not +39061234567') };

/** Where invoices of providers of identities go (SPID, private bodies). */
const billing = z.strictObject({
  email: emailAddress,
  street: z.string().min(1),
  number: z.string().min(1).optional(),
  postalCode: z.string().min(1),
  municipality: z.string().min(1),
  province: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not RM')
    .optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not IT')
    .default('IT'),
});

/** Who we are to a federation of identity providers (SPID). */
const federation = z.strictObject({
  serviceName: z.string().min(1).max(200),
  organisation: z.strictObject({
    name: z.string().min(1),
    displayName: z.string().min(1),
    url: z.url({ protocol: /^https$/ }),
  }),
  contact: z.union([
    z.strictObject({ ...contact, ipaCode: z.string().min(1).max(20) }),
    z.strictObject({
      ...contact,
      vatNumber: z.string().regex(/^[A-Z]{2}[A-Z0-9]{2,14}$/, 'is not IT00000000000'),
      fiscalCode: z.string().regex(/^([A-Z0-9]{16}|\d{11})$/),
      billing: billing.optional(),
    }),
  ]),
});

const identityProvider = z.discriminatedUnion('protocol', [
  z.strictObject({
    ...identity,
    protocol: z.literal('oidc'),
    issuer: z.url({ protocol: /^https?$/ }),
    clientId: z.string().min(1),
    clientSecretFile: path.optional(),
    scope: z.string().min(1).default('openid profile'),
    fiscalNumber: z.string().min(1).default('https://attributes.eid.gov.it/fiscal_number'),
  }),
  z.strictObject({
    ...identity,
    protocol: z.literal('saml'),
    entityId: z.string().min(1),
    entryPoint: z.url({ protocol: /^https$/ }),
    logoutUrl: z.url({ protocol: /^https$/ }).optional(),
    certificates: z.array(path).min(1),
    own: z.strictObject({
      entityId: z.string().min(1),
      key: path,
      certificate: path,
      federation: federation.optional(),
    }),
    attributeSet: z.string().regex(/^\d+$/).optional(),
    fiscalNumber: z.string().min(1).default('fiscalNumber'),
  }),
]);

const web = z.strictObject({
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).pathname === '/' && !/[?#]/.test(url), {
      error: 'is an origin: no path behind the name',
    })
    .optional(),
  proxies: z
    .array(z.string().regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/, 'is not an address or a network (10.0.0.0/8)'))
    .default([]),
  metricsTokenFile: path.optional(),
  signInKeyFile: path.default('data/sign-in.key'),
  identityProviders: z.array(identityProvider).default([]),
});

/** The YAML file of `ceralacca serve --config`, as written by hand. Unknown settings are refused by name. */
export const settingsSchema = z.strictObject({
  provider: z.strictObject({
    name: z.string().min(1).max(200),
    domain: domainName,
    serviceAddress: emailAddress.optional(),
    contactAddress: emailAddress.optional(),
    unit: z.string().min(1).optional(),
    heloName: domainName.optional(),
    node: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,16}$/, 'may hold letters, digits and hyphens, at most 16')
      .default('1'),
  }),
  domains: z
    .array(z.strictObject({ name: domainName, allowOnly: z.array(z.string().min(1)).min(1).optional() }))
    .min(1),
  roles: z
    .array(z.enum(ALL_ROLES))
    .min(1)
    .default([...ALL_ROLES]),
  jobLeaseMs: positive.default(900_000),
  signing: z.strictObject({
    ...signing,
    alsoPublished: z.array(path).default([]),
    next: z.strictObject(signing).optional(),
  }),
  log: sealedLog.prefault({}),
  timestamp: timestamp.prefault({}),
  clock: clock.prefault({}),
  probe: probe.optional(),
  tls: z.strictObject({ key: path, certificate: path }),
  listen: doors.prefault({}),
  autoconfig: autoconfig.prefault({}),
  web: web.prefault({}),
  documentAuthorities: path.optional(),
  enrolment: z.strictObject({ termsFile: path, termsVersion: z.string().min(1).max(40) }).optional(),
  // A section whose every line is commented out.
  database: database.nullish(),
  blobs: path.default('data/blobs'),
  limits: limits.default({}),
  trust: z.strictObject({
    roots: z.array(path).min(1),
    crlUrls: z.array(z.url({ protocol: /^https?$/ })).default([]),
    crlRefreshMs: positive.max(3_600_000, 'must be at most one hour').default(CRL_REFRESH_MS),
  }),
  index,
  scanner: scanner.optional(),
  dns: z.array(z.string().min(1)).default([]),
  mxPort: z.int().min(1).max(65_535).optional(),
  routes: z.array(route).default([]),
  privateNetworks: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
  dkim: z.strictObject({ selector: z.string().regex(/^[a-z0-9-]{1,63}$/i), key: path }).optional(),
  acceptSha1: z.boolean().default(false),
  strictTls: z.boolean().default(false),
  ordinaryMail: z.enum(['accept', 'refuse']).default('accept'),
  sandbox: z.boolean().default(false),
});

export type Settings = z.output<typeof settingsSchema>;
