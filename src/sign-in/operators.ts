import type { Instant } from '#pec';
import type { CardChange, CardReads } from '#ports';
import { accountChange, adminRecord, type Ground, personOf } from './ground.ts';
import { joined } from './join-steps.ts';
import { hasFactor, putRecord, RECORD_KIND, readRecord } from './record.ts';
import { refused } from './refusals.ts';

/** Somebody lost everything and was identified again: his factors go, his sessions end. He is told. Throws a Refusal. */
export async function resetSecondFactor(ground: Ground, login: string, by: string): Promise<void> {
  const standing = await ground.ports.logins.standing({ name: login, isWeb: true });
  if (standing === undefined) throw refused.gone();
  await ground.change(login, async (kept) => {
    const { totp: _t, wrongCodes: _w, handle: _h, ...rest } = kept;
    const bare = { ...rest, passkeys: [], recoveryCodes: [] };
    const person = personOf(standing);
    const noted = ground.note(person, bare, { kind: 'factors-reset' });
    const step = joined(noted.step, {
      accounts: [accountChange(person, { hasSecondFactor: null })],
      cards: await ground.sessions.endAll(login),
      log: [adminRecord(ground.now(), `utente ${login}, secondo fattore azzerato: ${by}`)],
    });
    return { record: noted.record, step, answer: undefined };
  });
}

/**
 * Goes into the step that gives him a password somebody else chose: his next sign-in over the web asks for one of his own before anything
 * else. Mail programs go on with the one he was given.
 */
export async function demandNewPassword(store: CardReads, login: string, at: Instant): Promise<CardChange> {
  const card = await store.card(RECORD_KIND, login);
  return putRecord(login, { ...readRecord(card), mustChangePassword: true }, card?.version ?? 0, at);
}

export interface SignInFacts {
  readonly hasSecondFactor: boolean;
  readonly lastLogin?: number;
}

/** For lists of people and mailboxes: never what the factors are. */
export async function signInFacts(ground: Ground, login: string): Promise<SignInFacts> {
  const kept = readRecord(await ground.ports.store.card(RECORD_KIND, login));
  return { hasSecondFactor: hasFactor(kept), ...(kept.lastLogin !== undefined && { lastLogin: kept.lastLogin }) };
}
