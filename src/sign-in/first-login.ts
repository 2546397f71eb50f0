import { z } from 'zod';
import type { Instant } from '#pec';
import type { Card, CardChange } from '#ports';
import { type Arrival, begin, type SignedIn } from './enter.ts';
import { accountChange, adminRecord, type Ground, personOf } from './ground.ts';
import { joined } from './join-steps.ts';
import { judgeNewPassword } from './passwords.ts';
import type { LoginStanding } from './ports.ts';
import { refused } from './refusals.ts';
import { digestOf, newSecret } from './vault.ts';

export const LINK_KIND = 'first-login';
const DAY_MS = 86_400_000;
export const FIRST_LOGIN_MS = 7 * DAY_MS;

const kept = z.object({ until: z.number() });

/** It opens no more. */
export const isLinkOver = ({ value }: Pick<Card, 'value'>, now: Instant): boolean => kept.parse(value).until <= now;

export interface FirstLogin {
  /** Given away once, and never kept. */
  readonly token: string;
  /** The page it opens; the token stands behind the `#`, so that no server and no log sees it. */
  readonly link: string;
  readonly until: Instant;
  /** Goes into the step that makes the account, or another one for itself. Earlier links of this login end. */
  readonly cards: readonly CardChange[];
}

/** With which somebody chooses his first password, or another one after he was identified again. Opens once, for a week. */
export async function makeFirstLogin(ground: Ground, login: string): Promise<FirstLogin> {
  const token = newSecret(ground.ports.random);
  const until = ground.now() + FIRST_LOGIN_MS;
  const earlier = await ground.ports.store.cards({ kind: LINK_KIND, owner: login, limit: 100 });
  const card = { kind: LINK_KIND, id: digestOf(token), owner: login, value: { until }, at: ground.now() };
  const link = new URL('/primo-accesso', ground.ports.site.publicUrl());
  link.hash = token;
  return {
    token,
    until,
    link: link.href,
    cards: [
      ...earlier.map(({ id }): CardChange => ({ kind: 'remove', card: { kind: LINK_KIND, id } })),
      { kind: 'put', card, was: 0 },
    ],
  };
}

/** Whose link it is. Throws a Refusal when it is over or was used. */
export async function readFirstLogin(
  ground: Ground,
  token: string,
): Promise<{ readonly standing: LoginStanding; readonly until: Instant }> {
  const { standing, until } = await findLink(ground, token);
  return { standing, until };
}

/**
 * He chooses his password, and is in. Whatever came in with an earlier one is out. Where he has a second factor it is still asked of him at
 * the next sign-in, never here: the link alone does not pass it. Throws a Refusal.
 */
export async function takeFirstLogin(
  ground: Ground,
  { token, password }: { readonly token: string; readonly password: string },
  from: Arrival,
): Promise<SignedIn | { readonly state: 'chosen'; readonly login: string }> {
  const { login } = (await findLink(ground, token)).standing;
  judgeNewPassword(login, password);
  const passwordHash = await ground.ports.hashPassword(password);
  const standing = await ground.change(login, async (record) => {
    const link = await findLink(ground, token);
    const { mustChangePassword: _done, ...rest } = record;
    const person = personOf(link.standing);
    const noted = ground.note(person, rest, { kind: 'first-password' });
    const step = joined(noted.step, {
      accounts: [accountChange(person, { passwordHash })],
      cards: [link.spent, ...(await ground.sessions.endAll(login))],
      log: [adminRecord(ground.now(), `utente ${login}, password scelta con il collegamento di primo accesso`)],
    });
    return { record: noted.record, step, answer: link.standing };
  });
  if (standing.hasSecondFactor) return { state: 'chosen', login };
  return await begin(ground, { ...standing, passwordMark: ground.ports.logins.markOf(passwordHash) }, from);
}

async function findLink(ground: Ground, token: string) {
  const card = await ground.ports.store.card(LINK_KIND, digestOf(token));
  if (card === undefined || isLinkOver(card, ground.now())) throw refused.link();
  const { until } = kept.parse(card.value);
  const standing = await ground.ports.logins.standing({ name: card.owner, isWeb: true });
  if (standing === undefined) throw refused.closed();
  const spent: CardChange = { kind: 'remove', card: { kind: LINK_KIND, id: card.id }, was: card.version };
  return { standing, until, spent };
}
