/**
 * Who may import whom, as data. A room is a folder of `src/`; `doors/…` and `adapters/…` are rooms each. Tests
 * (`*.test.ts`) may import what they need, through the doors of the rooms all the same.
 */
export interface RoomRule {
  readonly floor: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  /** Rooms it may import; `'everything'` for the roof. */
  readonly imports: readonly string[] | 'everything';
  /** npm packages it may import. */
  readonly packages: readonly string[];
  /** May only import types: the ports are interfaces. */
  readonly typesOnly?: true;
}

const floor0 = ['mime', 'xml', 'cms', 'ldif', 'imap', 'pop3', 'smtp'];
const standards = ['mime', 'xml', 'cms', 'ldif'];
const domain = ['pec', 'evidence', 'message-view', 'protocollo-core'];
const floors0to2 = [...standards, ...domain, 'ports', 'contract'];
const books = [
  'issuing',
  'mailbox',
  'accounts',
  'sign-in',
  'address-book',
  'provider-index',
  'message-log',
  'service-levels',
];
const offices = [
  'access-point',
  'incoming-point',
  'delivery-point',
  'spool',
  'sealing',
  'disclosure',
  'reading',
  'writing',
  'teamwork',
  'notifying',
  'enrolment',
  'administration',
  'protocollo',
];

const standard = (imports: readonly string[], ...packages: readonly string[]): RoomRule => ({
  floor: 0,
  imports,
  packages,
});
const book: RoomRule = { floor: 3, imports: floors0to2, packages: [] };
const office: RoomRule = { floor: 4, imports: [...floors0to2, ...books], packages: [] };
const withPackages = (rule: RoomRule, ...packages: readonly string[]): RoomRule => ({ ...rule, packages });
const adapter = (...packages: readonly string[]): RoomRule => ({
  floor: 5,
  imports: [...floor0, ...domain, 'ports'],
  packages,
});
const roof = (...packages: readonly string[]): RoomRule => ({ floor: 6, imports: 'everything', packages });

function door(imports: readonly string[], ...packages: readonly string[]): RoomRule {
  return { floor: 5, imports: [...floors0to2, ...books, ...offices, ...imports], packages };
}

export const rooms: Readonly<Record<string, RoomRule>> = {
  mime: standard([]),
  xml: standard([], 'libxml2-wasm'),
  ldif: standard([]),
  cms: standard(['mime']),
  imap: standard(['mime']),
  pop3: standard(['mime']),
  smtp: standard(['mime']),

  pec: { floor: 1, imports: ['mime', 'xml', 'cms'], packages: [] },
  evidence: { floor: 1, imports: ['mime', 'xml', 'cms', 'ldif', 'pec'], packages: [] },
  // What a person is shown of a message: inner message first, what was checked, what is attached.
  'message-view': { floor: 1, imports: ['mime', 'xml', 'cms', 'pec'], packages: [] },
  'protocollo-core': { floor: 1, imports: ['xml', 'cms', 'pec'], packages: [] },

  ports: { floor: 2, imports: [...standards, ...domain], packages: [], typesOnly: true },

  // What the web may ask, and the shapes of the answers: offices answer in them, doors and pages are made from them (ADR 19).
  contract: { floor: 2, imports: [], packages: ['zod'] },

  issuing: book,
  mailbox: book,
  accounts: book,
  'sign-in': withPackages(book, 'otpauth', '@simplewebauthn/server', 'zod'),
  'address-book': withPackages(book, 'zod', 'csv-parse', 'csv-stringify'),
  'provider-index': book,
  'message-log': book,
  'service-levels': book,

  'access-point': office,
  'incoming-point': office,
  'delivery-point': office,
  spool: office,
  sealing: office,
  disclosure: office,
  reading: withPackages(office, 'zod'),
  writing: withPackages(office, 'zod', 'sanitize-html', 'csv-parse', 'csv-stringify'),
  teamwork: withPackages(office, 'zod'),
  notifying: withPackages(office, 'zod'),
  enrolment: withPackages(office, 'zod'),
  administration: withPackages(office, 'zod', 'csv-parse', 'csv-stringify'),
  protocollo: office,

  // What doors have in common: brakes and TLS know no protocol; the listener of the two SMTP doors decides nothing.
  'doors/brakes': door([]),
  'doors/secure-socket': door([]),
  'doors/listening': door([]),
  'doors/smtp-listener': door(['smtp', 'doors/brakes']),
  'doors/submission': door(['doors/smtp-listener', 'doors/brakes']),
  'doors/reception': door(['doors/smtp-listener', 'doors/brakes']),
  'doors/pop3': door(['pop3', 'doors/brakes', 'doors/secure-socket']),
  'doors/imap': door(['imap', 'doors/brakes', 'doors/secure-socket']),
  'doors/own-record': door(['doors/listening']),
  'doors/autoconfig': door(['doors/listening']),
  'doors/log-heads': door(['doors/brakes', 'doors/listening']),
  'doors/http-listener': door(['doors/brakes'], 'fastify', '@fastify/cookie', 'prom-client'),
  'doors/web-api': door(['doors/brakes', 'doors/http-listener'], 'fastify', 'zod'),
  'doors/public-pages': door(['doors/brakes', 'doors/http-listener'], 'fastify'),

  'adapters/memory': adapter(),
  'adapters/postgres': adapter('pg'),
  'adapters/files': adapter(),
  'adapters/signer-file': adapter(),
  'adapters/signer-pkcs11': adapter('pkcs11js'),
  'adapters/timestamp-http': adapter(),
  'adapters/pdf': adapter('pdfkit'),
  'adapters/ldap': adapter(),
  'adapters/ntp': adapter(),
  'adapters/clamd': adapter(),
  'adapters/eicar': adapter(),
  'adapters/relay-smtp': adapter(),
  'adapters/https': adapter(),
  'adapters/identity-oidc': adapter('jose', 'openid-client'),
  'adapters/identity-saml': adapter('@node-saml/node-saml'),
  'adapters/unzip': adapter('yauzl'),
  'adapters/argon2': adapter('@node-rs/argon2'),

  config: roof('yaml', 'zod', 'pino'),
  cli: roof('commander', 'imapflow', 'vite'),
  // Wires one provider out of ports, books, offices, doors and adapters.
  provider: roof('pino', 'vite'),
  sandbox: roof('nodemailer'),
  main: roof(),

  testing: roof('fast-check'),
};

/** Rooms nobody but tests (and `testing` itself) may import. */
export const testRooms: readonly string[] = ['testing'];

/** What nobody below the roof reads: clock, environment and chance are given. */
export const givenNotRead: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\.now\b/g, 'Date.now: take the clock as a port'],
  [/\bnew Date\s*(\(\s*\)|(?![\s(\w]))/g, 'new Date(): take the clock as a port'],
  [/(?<!new )\bDate\(/g, 'Date(): take the clock as a port'],
  [/\bTemporal\.Now\b/g, 'Temporal.Now: take the clock as a port'],
  [/\bperformance\b/g, 'performance: take Monotonic as a port'],
  [/\bprocess\.(hrtime|uptime)\b/g, 'process.hrtime: take Monotonic as a port'],
  [/\bprocess\.(env|argv)\b/g, 'process.env: settings are read at the roof'],
  [/\bMath\.random\b/g, 'Math.random: take Random as a port'],
  [/\b(randomBytes|randomUUID|randomInt|randomFill|randomFillSync|getRandomValues)\b/g, 'take Random as a port'],
];

/** What SQL may not ask the database for. */
export const givenNotAsked =
  /\b(now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid|setseed)\s*\(|\b(current_timestamp|current_date|current_time|localtime|localtimestamp)\b/gi;
