import { type Answer, judgeFactor } from './factors.ts';
import type { Ground } from './ground.ts';
import { joined } from './join-steps.ts';
import { challengeAnswered, passkeyRequest } from './passkeys.ts';
import { hasFactor, RECORD_KIND, type Recorded, readRecord } from './record.ts';
import { refused } from './refusals.ts';
import { CONFIRMED_MS, type NewSession } from './sessions.ts';

/** A person in a browser, as far as these acts need him. */
export interface Caller {
  readonly login: string;
  /** Of his session. */
  readonly id: string;
  readonly peer: string;
}

/**
 * He proves again who he is: with his second factor where he has one, else with his password. What is sensitive is open for ten minutes,
 * under a new id of his session. Throws a Refusal.
 */
export async function confirm(ground: Ground, caller: Caller, factor: Answer): Promise<NewSession> {
  const { store, guarded } = ground.ports;
  const kept = readRecord(await store.card(RECORD_KIND, caller.login));
  if (!hasFactor(kept)) return await confirmByPassword(ground, caller, factor);
  const tried = await guarded(caller.peer, `${caller.login} second-factor`, async () => {
    const confirmed = await ground.change(caller.login, (now) => judgeConfirmation(ground, caller, factor, now));
    return confirmed === undefined ? ({ ok: false } as const) : ({ ok: true, confirmed } as const);
  });
  if (tried === undefined) throw refused.braked();
  if (!tried.ok) throw factor.kind === 'passkey' ? refused.passkey() : refused.factor();
  return tried.confirmed;
}

async function judgeConfirmation(
  ground: Ground,
  caller: Caller,
  factor: Answer,
  kept: Parameters<typeof judgeFactor>[1]['kept'],
): Promise<Recorded<NewSession | undefined>> {
  const { login, id } = caller;
  const token = factor.kind === 'passkey' ? challengeAnswered(factor.credential) : undefined;
  const challenge = token === undefined ? undefined : await ground.challenges.find(token, 'confirm');
  // A challenge of somebody else's session proves nothing here.
  if (factor.kind === 'passkey' && challenge?.about !== id) throw refused.challenge();
  const answer = await judgeFactor(ground, { login, kept, factor, token: token ?? '', from: caller });
  const cards = challenge === undefined ? [] : [answer.ok ? challenge.spent : challenge.failed];
  const besides = joined(answer.step ?? {}, { cards });
  if (!answer.ok) return { record: answer.record, step: besides, answer: undefined };
  const turned = await ground.sessions.turn(id, { isConfirmed: true });
  if (turned === undefined) throw refused.challenge();
  return { record: answer.record, step: joined(besides, { cards: turned.cards }), answer: turned };
}

async function confirmByPassword(ground: Ground, caller: Caller, factor: Answer): Promise<NewSession> {
  if (factor.kind !== 'password') throw refused.noFactor();
  await provePassword(ground, caller, factor.password);
  return await ground.change(caller.login, async () => {
    const turned = await ground.sessions.turn(caller.id, { isConfirmed: true });
    if (turned === undefined) throw refused.challenge();
    return { step: { cards: turned.cards }, answer: turned };
  });
}

/** Throws a Refusal unless this is his own password now. */
export async function provePassword(
  ground: Ground,
  { login, peer }: Pick<Caller, 'login' | 'peer'>,
  password: string,
): Promise<void> {
  const { guarded, logins } = ground.ports;
  const entry = await guarded(peer, login, () => logins.enter(login, password, 'web'));
  if (entry === undefined) throw refused.braked();
  if (!entry.ok) throw refused.password();
}

/** What a browser needs to confirm with a passkey. Throws a Refusal when he has none. */
export async function beginConfirmation(ground: Ground, caller: Caller): Promise<{ readonly passkey: unknown }> {
  const kept = readRecord(await ground.ports.store.card(RECORD_KIND, caller.login));
  if (kept.passkeys.length === 0) throw refused.noFactor();
  const { token, cards } = await ground.challenges.make(caller.login, 'confirm', caller.id);
  await ground.ports.store.commit({ cards });
  return { passkey: await passkeyRequest(ground.party(), kept.passkeys, token) };
}

/** When what is sensitive closes again, in legal time, for people. */
export function confirmedUntil(ground: Ground, confirmedForMs: number = CONFIRMED_MS): number | undefined {
  return confirmedForMs === 0 ? undefined : ground.now() + confirmedForMs;
}
