import { z } from 'zod';
import type { Instant } from '#pec';
import type { Card, CardChange, CardReads, Monotonic, Random } from '#ports';
import { refused } from './refusals.ts';
import { digestOf, newSecret, type Vault } from './vault.ts';

const CHALLENGE_KIND = 'sign-in-challenge';

/** How long an answer is waited for: authenticators and people need some minutes. */
export const CHALLENGE_MS = 600_000;
/** Open ones of one login: the oldest goes when another comes. */
const MOST_OPEN = 10;
/** Wrong answers that one challenge bears. */
const MOST_TRIES = 5;

export type ChallengePurpose = 'second-factor' | 'confirm' | 'totp' | 'passkey' | 'passkey-sign-in';

const kept = z.object({
  purpose: z.string(),
  /** Monotonic. */
  until: z.number(),
  tries: z.number(),
  /** What it is bound to: a session that confirms, a sealed secret to be enrolled. */
  about: z.string().optional(),
});

export interface Challenge {
  readonly login: string;
  readonly about: string | undefined;
  /** Answered rightly: it is no more. Whoever answers it at the same time fails. */
  readonly spent: CardChange;
  /** Answered wrongly: so many times and no more. */
  readonly failed: CardChange;
}

export interface NewChallenge {
  readonly token: string;
  readonly cards: readonly CardChange[];
}

export interface Challenges {
  /** The token is given to the browser; here only its digest is kept. */
  make(login: string, purpose: ChallengePurpose, about?: string): Promise<NewChallenge>;
  /** Throws a Refusal when it is over, was answered, or is for something else. */
  find(token: string, purpose: ChallengePurpose): Promise<Challenge>;
  /** For anybody, so nothing is kept of it until it is answered: a flood of them fills no table. */
  makeOpen(): string;
  /** Undefined: it is over or not of this kind. The change that spends it fails when it was spent before. */
  findOpen(token: string): CardChange | undefined;
  /** What was sealed by us is good once: this change fails when it was used before. */
  once(token: string, until: number): CardChange;
  isOver(card: Card): boolean;
}

export interface ChallengesPorts {
  readonly store: CardReads;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly vault: Vault;
  now(): Instant;
}

export function openChallenges({ store, monotonic, random, vault, now }: ChallengesPorts): Challenges {
  const put = (id: string, owner: string, value: z.output<typeof kept>, was: number): CardChange => {
    return { kind: 'put', card: { kind: CHALLENGE_KIND, id, owner, value, at: now() }, was };
  };
  const remove = ({ id, version }: Pick<Card, 'id' | 'version'>): CardChange => {
    return { kind: 'remove', card: { kind: CHALLENGE_KIND, id }, was: version };
  };
  const isOver = (card: Card): boolean => kept.parse(card.value).until <= monotonic.now();

  return {
    isOver,
    async make(login, purpose, about) {
      const token = newSecret(random);
      const open = await store.cards({ kind: CHALLENGE_KIND, owner: login, limit: 2 * MOST_OPEN });
      const living = open.filter((card) => !isOver(card)).sort((a, b) => a.at - b.at);
      const ended = new Set([...open.filter(isOver), ...living.slice(0, Math.max(0, living.length - MOST_OPEN + 1))]);
      const value = { purpose, until: monotonic.now() + CHALLENGE_MS, tries: 0, ...(about !== undefined && { about }) };
      // Whoever removes the same ones at the same time is no hindrance: these changes expect nothing.
      const removed = [...ended].map(({ id }): CardChange => ({ kind: 'remove', card: { kind: CHALLENGE_KIND, id } }));
      return { token, cards: [...removed, put(digestOf(token), login, value, 0)] };
    },
    async find(token, purpose) {
      const card = await store.card(CHALLENGE_KIND, digestOf(token));
      if (card === undefined || isOver(card)) throw refused.challenge();
      const value = kept.parse(card.value);
      if (value.purpose !== purpose) throw refused.challenge();
      const tries = value.tries + 1;
      const failed = tries >= MOST_TRIES ? remove(card) : put(card.id, card.owner, { ...value, tries }, card.version);
      return { login: card.owner, about: value.about, spent: remove(card), failed };
    },
    once: (token, until) => put(digestOf(token), '', { purpose: 'once', until, tries: 0 }, 0),
    makeOpen() {
      return vault.seal('passkey-sign-in', `${monotonic.now() + CHALLENGE_MS} ${newSecret(random)}`);
    },
    findOpen(token) {
      const until = Number(vault.open('passkey-sign-in', token)?.split(' ')[0] ?? 0);
      if (!(until > monotonic.now())) return undefined;
      return put(digestOf(token), '', { purpose: 'once', until, tries: 0 }, 0);
    },
  };
}

/** Challenges that nobody answered and those that are kept as spent: for the sweep. */
export const SWEPT_CHALLENGES = CHALLENGE_KIND;
