import type { AppPassword } from '#ports';
import { type Caller, provePassword } from './confirm.ts';
import { accountChange, adminRecord, type Ground, personOf } from './ground.ts';
import { joined } from './join-steps.ts';
import type { AppPasswordScope, LoginStanding } from './ports.ts';
import { refused } from './refusals.ts';
import type { NewSession } from './sessions.ts';

const LEAST_SIGNS = 12;
const LEAST_DIFFERENT = 5;
/** Not revoked, of one login: every program of every device, and then some. */
const MOST_APP_PASSWORDS = 100;

/** Throws a Refusal for what a guesser tries first (NIST SP 800-63B 5.1.1.2: length above all, no rules of composition). */
export function judgeNewPassword(login: string, next: string): void {
  const lower = next.toLowerCase();
  const name = login.split('@')[0]!;
  const isGuessed = name.length > 2 && lower.replaceAll(name, '').length < LEAST_SIGNS;
  if (next.length < LEAST_SIGNS || new Set(lower).size < LEAST_DIFFERENT || isGuessed) throw refused.weakPassword();
}

/** Everything that came in with the old one ends, this session goes on under a new id. Throws a Refusal. */
export async function changePassword(
  ground: Ground,
  caller: Caller & { readonly standing: LoginStanding },
  { current, next }: { readonly current: string; readonly next: string },
): Promise<NewSession> {
  const { login, standing, id } = caller;
  await provePassword(ground, caller, current);
  judgeNewPassword(login, next);
  if (next === current) throw refused.weakPassword();
  const passwordHash = await ground.ports.hashPassword(next);
  const passwordMark = ground.ports.logins.markOf(passwordHash);
  return await ground.change(login, async (kept) => {
    const { mustChangePassword: _done, ...rest } = kept;
    const person = personOf(standing);
    const noted = ground.note(person, rest, { kind: 'password-changed' });
    const turned = await ground.sessions.turn(id, { passwordMark, mustChangePassword: false, atOnce: true });
    if (turned === undefined) throw refused.challenge();
    const others = await ground.sessions.endAll(login, id);
    const step = joined(noted.step, {
      accounts: [accountChange(person, { passwordHash })],
      cards: [...turned.cards, ...others],
      log: [adminRecord(ground.now(), `utente ${login}, password cambiata dal titolare`)],
    });
    return { record: noted.record, step, answer: turned };
  });
}

/** For one program; shown once. Throws a Refusal. */
export async function makeAppPassword(
  ground: Ground,
  { login, standing }: Caller & { readonly standing: LoginStanding },
  { name, scope }: { readonly name: string; readonly scope: AppPasswordScope },
): Promise<{ readonly id: string; readonly password: string }> {
  const { store, logins, hashPassword } = ground.ports;
  const all = await store.appPasswords(login);
  if (all.filter(({ revokedAt }) => revokedAt === undefined).length >= MOST_APP_PASSWORDS) throw refused.tooMany();
  const { id, secret, canonical } = logins.newAppPassword(new Set(all.map((one) => one.id)));
  const createdAt = ground.now();
  const appPassword: AppPassword = { id, login, name, scope, passwordHash: await hashPassword(canonical), createdAt };
  return await ground.change(login, async (kept) => {
    const noted = ground.note(personOf(standing), kept, { kind: 'app-password-made', about: name });
    const step = joined(noted.step, {
      accounts: [{ kind: 'put-app-password', appPassword }],
      log: [adminRecord(createdAt, `utente ${login}, nuova password di applicazione ${id} (${scope}): ${name}`)],
    });
    return { record: noted.record, step, answer: { id, password: secret } };
  });
}

export async function revokeAppPassword(
  ground: Ground,
  { login, standing }: Caller & { readonly standing: LoginStanding },
  id: string,
): Promise<void> {
  const own = (await ground.ports.store.appPasswords(login)).find((one) => one.id === id);
  if (own === undefined || own.revokedAt !== undefined) throw refused.gone();
  await ground.change(login, async (kept) => {
    const noted = ground.note(personOf(standing), kept, { kind: 'app-password-revoked', about: own.name });
    const step = joined(noted.step, {
      accounts: [{ kind: 'put-app-password', appPassword: { ...own, revokedAt: ground.now() } }],
      log: [adminRecord(ground.now(), `utente ${login}, password di applicazione ${id} revocata`)],
    });
    return { record: noted.record, step, answer: undefined };
  });
}
