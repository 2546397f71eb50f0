import { hash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { makeAppPassword, openLogins, passwordMarkOf } from '#accounts';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import type { AccountChange, Mailbox, Step } from '#ports';
import { sampleMailbox, sampleMessage, T0 } from '#testing';
import { type Arrival, enterWithPassword, type SignedIn } from './enter.ts';
import { type Ground, openGround } from './ground.ts';
import type { LoginStanding, SecurityNotice } from './ports.ts';
import { openVisitors } from './visitors.ts';

export const UGO = 'ugo@pec.alfa.example';
export const SITE = 'https://webmail.alfa.example';
export const PEER = '192.0.2.1';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0';

/** A provider's sign-in over a memory store, with passwords that cost nothing: `<login's first part>-pw`. */
export async function signInHouse(
  given: {
    readonly accounts?: readonly AccountChange[];
    readonly mailbox?: Partial<Mailbox>;
    readonly isTest?: boolean;
    readonly keys?: readonly Uint8Array[];
  } = {},
) {
  const store = openMemoryStore();
  const passwordHash = hashOf('ugo-pw');
  const ugo: AccountChange = { kind: 'put-mailbox', mailbox: sampleMailbox('ugo', { passwordHash, ...given.mailbox }) };
  await store.commit({ accounts: [ugo, ...(given.accounts ?? [])] });
  const [legalTime, monotonic, realTime] = [memoryClock(T0), memoryClock(5_000_000), memoryClock(T0 + 1_000_000)];
  const random = seededRandom(7);
  const notices: SecurityNotice[] = [];
  const hashed: string[] = [];
  const book = openLogins({
    store,
    legalTime,
    async verifyPassword(kept, password) {
      hashed.push(password);
      return kept === hashOf(password);
    },
  });
  const brake = loginBrake(monotonic, { delayMs: 0 });
  const ground = openGround({
    store,
    legalTime,
    realTime,
    monotonic,
    random,
    keys: given.keys ?? [new Uint8Array(32).fill(7)],
    logins: { ...book, markOf: passwordMarkOf, newAppPassword: (taken) => makeAppPassword(random, taken) },
    site: { name: 'Gestore Alfa', publicUrl: () => SITE, isTest: given.isTest ?? false },
    hashPassword: async (password) => hashOf(password),
    guarded: brake.attempt,
    notify(notice): Step {
      notices.push(notice);
      return { messages: [sampleMessage(`letter-${notices.length}`)] };
    },
    endPrograms: async ({ login, mailbox }) => {
      const tokens = await store.cards({ kind: 'credential', owner: login, limit: 9 });
      const hooks = await store.cards({ kind: 'webhook', owner: mailbox, limit: 9 });
      return [...tokens, ...hooks].map(({ kind, id }) => ({ kind: 'remove', card: { kind, id } }));
    },
    domainDemandsFactor: (domain) => domain === 'severo.example',
  });
  return {
    store,
    legalTime,
    monotonic,
    realTime,
    notices,
    hashed,
    ground,
    visitors: openVisitors(ground),
    ...acts(ground),
  };
}

export type House = Awaited<ReturnType<typeof signInHouse>>;

export const hashOf = (password: string): string => `hash of ${password}`;
export const arrival = (change: Partial<Arrival> = {}): Arrival => ({ peer: PEER, device: FIREFOX, ...change });

function acts(ground: Ground) {
  async function signIn(change: Partial<Arrival> = {}, login = UGO, password = 'ugo-pw'): Promise<SignedIn> {
    const entered = await enterWithPassword(ground, { login, password }, arrival(change));
    if (entered.state !== 'in') throw new Error('a second factor is asked');
    return entered;
  }
  const callerOf = ({ begun, standing }: SignedIn) => enrollerOf(begun.session.id, standing);
  return { signIn, callerOf };
}

export function enrollerOf(id: string, standing: LoginStanding) {
  return { login: standing.login, id, peer: PEER, standing, mustHaveFactor: false };
}

/** The code an authenticator shows. */
export function codeAt(secret: string, at: number): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at });
}

export const sha256 = (text: string): string => hash('sha256', text);

/** The code of the Refusal that this ends in. */
export async function refusalOf(act: Promise<unknown>): Promise<string> {
  return await act.then(
    () => 'done',
    (fault: unknown) => {
      if (fault instanceof Error && 'code' in fault && typeof fault.code === 'string') return fault.code;
      throw fault;
    },
  );
}
