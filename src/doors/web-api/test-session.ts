import { makeAppPassword, openLogins, passwordMarkOf } from '#accounts';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import type { Mailbox } from '#ports';
import { type Bearer, type Ground, type Identities, openGround, openVisitors } from '#sign-in';
import { sampleMailbox, T0 } from '#testing';
import { securityRoutes } from './routes-security.ts';
import { sessionRoutes } from './routes-session.ts';
import type { SessionPorts } from './session-ports.ts';
import { testWebApi } from './test-web-api.ts';
import type { AreaRoutes } from './web-api-ports.ts';

export const UGO = 'ugo@pec.alfa.example';
export const SITE = 'https://webmail.alfa.example';

/** The API with real sessions over a memory store; a password costs nothing and is `<first part>-pw`. */
export async function sessionHouse(
  given: {
    readonly mailbox?: Partial<Mailbox>;
    readonly routes?: AreaRoutes;
    readonly bearer?: (token: string) => Promise<Bearer | undefined>;
    readonly identities?: (ground: Ground) => Identities;
  } = {},
) {
  const store = openMemoryStore();
  const boxes = [
    sampleMailbox('ugo', { passwordHash: 'ugo-pw', ...given.mailbox }),
    sampleMailbox('ada', { passwordHash: 'ada-pw' }),
  ];
  await store.commit({ accounts: boxes.map((mailbox) => ({ kind: 'put-mailbox', mailbox })) });
  const [legalTime, monotonic, realTime] = [memoryClock(T0), memoryClock(5_000_000), memoryClock(T0 + 1_000_000)];
  const random = seededRandom(7);
  const hashed: (string | undefined)[] = [];
  const book = openLogins({
    store,
    legalTime,
    async verifyPassword(kept, password) {
      hashed.push(kept);
      return kept === password;
    },
  });
  const ground = openGround({
    store,
    legalTime,
    realTime,
    monotonic,
    random,
    keys: [new Uint8Array(32).fill(7)],
    logins: { ...book, markOf: passwordMarkOf, newAppPassword: (taken) => makeAppPassword(random, taken) },
    site: { name: 'Gestore Alfa', publicUrl: () => SITE, isTest: true },
    hashPassword: async (password) => password,
    guarded: loginBrake(monotonic, { delayMs: 0 }).attempt,
    notify: () => ({}),
    endPrograms: async () => [],
    domainDemandsFactor: () => false,
  });
  const visitors = openVisitors(ground, given.bearer);
  const ports: SessionPorts = {
    ground,
    visitors,
    unread: async (_, boxes) => new Map(boxes.map(({ mailbox }) => [mailbox.id, 3])),
    organisationName: async () => 'Comune di Roccaverde',
    isSandbox: true,
    origins: [SITE],
    ...(given.identities && { identities: given.identities(ground) }),
  };
  const routes: AreaRoutes = { ...given.routes, session: sessionRoutes(ports), security: securityRoutes(ports) };
  const api = await testWebApi(routes, visitors, { callsPerMinute: 100_000 });
  return { ...api, store, ground, legalTime, monotonic, realTime, hashed, browser: () => openBrowser(api.call) };
}

type ApiCall = Awaited<ReturnType<typeof testWebApi>>['call'];

/** Keeps cookies and the CSRF word as a browser and its page do. */
export function openBrowser(call: ApiCall) {
  const jar = new Map<string, string>();
  let csrf = '';
  const browser = {
    jar,
    session: () => jar.get('__Host-ceralacca'),
    async ask(what: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await call(what, {
        ...(body !== undefined && { body }),
        headers: { ...(cookie && { cookie }), ...(csrf && { 'x-ceralacca-csrf': csrf }), ...headers },
      });
      for (const { name, value, maxAge } of answer.cookies as { name: string; value: string; maxAge?: number }[])
        if (value === '' || maxAge === 0) jar.delete(name);
        else jar.set(name, value);
      const told = answer.value as { me?: { csrf: string }; csrf?: string; code?: string } | undefined;
      csrf = told?.me?.csrf ?? told?.csrf ?? csrf;
      return { ...answer, code: told?.code, told: told as Readonly<Record<string, unknown>> | undefined };
    },
    async signIn(login = UGO, password = 'ugo-pw') {
      return await browser.ask('POST /session', { login, password });
    },
  };
  return browser;
}
