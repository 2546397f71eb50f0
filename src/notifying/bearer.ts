import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '#contract';
import type { Card, Digests, LegalTime, Random, Store } from '#ports';
import {
  ACCESS_TOKEN,
  type AccessTokenValue,
  CREDENTIAL,
  digestOf,
  readAccessToken,
  readCredential,
  type Scope,
} from './credential-card.ts';
import { base64url, holds, randomId } from './credentials.ts';

/** Whose a token is, and what it was made for. What is open to that login now is for others to say: it never opens more. */
export interface Bearer {
  readonly login: string;
  /** Of the credentials, also for an access token that was given for them. */
  readonly credential: string;
  readonly scopes: readonly Scope[];
  /** These alone; absent: all that are open to the login. */
  readonly mailboxes?: readonly string[];
}

export interface BearerPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'cardByKey' | 'dueCards'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly digests: Pick<Digests, 'sha256Of'>;
}

export interface TokenOrder {
  readonly clientId: string;
  readonly clientSecret: string;
  /** As RFC 6749 3.3 writes them, parted by blanks; absent: all that the client has. */
  readonly scope?: string | undefined;
}

export interface Bearers {
  /** Undefined: nobody's, or over. */
  bearer(token: string): Promise<Bearer | undefined>;
  /** Client credentials (RFC 6749 4.4). Throws `Refusal` with the codes of RFC 6749 5.2. */
  accessToken(order: TokenOrder): Promise<{ token: string; expiresInS: number; scopes: readonly Scope[] }>;
  /** Removes access tokens that are over; answers how many. */
  forgetOld(): Promise<number>;
}

const LIFE_S = 900;
const ACCESS_PREFIX = 'ceracc_';
/** Nobody's token is longer. */
const MAX_LENGTH = 200;
const USE_NOTED_MS = 3_600_000;
const BATCH = 500;

export function openBearers(ports: BearerPorts): Bearers {
  const { store, legalTime, random, digests } = ports;

  /** At most once an hour, and never a reason to fail. */
  function noteUse(card: Card): void {
    const value = readCredential(card);
    const now = legalTime.now();
    if (value.lastUsed !== undefined && now - value.lastUsed < USE_NOTED_MS) return;
    const { version: was, ...kept } = card;
    const change = { kind: 'put', card: { ...kept, value: { ...value, lastUsed: now } }, was } as const;
    store.commit({ cards: [change] }).catch(() => {});
  }

  function bearerOf(card: Card | undefined, given: Pick<AccessTokenValue, 'scopes'> | undefined): Bearer | undefined {
    const value = holds(card, legalTime.now());
    if (card === undefined || value === undefined) return undefined;
    noteUse(card);
    const scopes = value.scopes.filter((scope) => given === undefined || given.scopes.includes(scope));
    return { login: card.owner, credential: card.id, scopes, ...(value.mailboxes && { mailboxes: value.mailboxes }) };
  }

  return {
    async bearer(token) {
      if (token.length > MAX_LENGTH) return undefined;
      const key = digestOf(token, digests);
      if (!token.startsWith(ACCESS_PREFIX)) {
        const card = await store.cardByKey(CREDENTIAL, key);
        return card && readCredential(card).kind === 'token' ? bearerOf(card, undefined) : undefined;
      }
      const card = await store.cardByKey(ACCESS_TOKEN, key);
      if (card === undefined) return undefined;
      const given = readAccessToken(card);
      if (given.expiresAt <= legalTime.now()) return undefined;
      return bearerOf(await store.card(CREDENTIAL, given.credential), given);
    },
    async accessToken({ clientId, clientSecret, scope }) {
      const card = /^[A-Za-z0-9]{1,100}$/.test(clientId) ? await store.card(CREDENTIAL, clientId) : undefined;
      const at = legalTime.now();
      const client = holds(card, at);
      if (card === undefined || client?.kind !== 'client' || !isSame(card.key ?? '', digestOf(clientSecret, digests)))
        throw invalidClient();
      const asked = scope === undefined || scope.trim() === '' ? client.scopes : scope.trim().split(/ +/);
      const scopes = client.scopes.filter((one) => asked.includes(one));
      if (scopes.length < new Set(asked).size) throw invalidScope();
      const token = `${ACCESS_PREFIX}${base64url(random.bytes(32))}`;
      const expiresAt = Math.min(at + LIFE_S * 1_000, client.expiresAt ?? Number.POSITIVE_INFINITY);
      const value: AccessTokenValue = { credential: clientId, scopes, expiresAt };
      const put = { kind: ACCESS_TOKEN, id: randomId(random), owner: card.owner, value, at, dueAt: expiresAt };
      await store.commit({ cards: [{ kind: 'put', card: { ...put, key: digestOf(token, digests) }, was: 0 }] });
      return { token, expiresInS: Math.floor((expiresAt - at) / 1_000), scopes };
    },
    async forgetOld() {
      for (let removed = 0; ; ) {
        const old = await store.dueCards([ACCESS_TOKEN], legalTime.now(), BATCH);
        if (old.length > 0)
          await store.commit({ cards: old.map(({ kind, id }) => ({ kind: 'remove', card: { kind, id } })) });
        removed += old.length;
        if (old.length < BATCH) return removed;
      }
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const invalidClient = () =>
  new Refusal(
    'unknown',
    'invalid_client',
    {
      it: 'Il client non esiste, o il suo segreto è errato.',
      en: 'There is no such client, or its secret is wrong.',
      de: 'Diesen Client gibt es nicht, oder sein Geheimnis ist falsch.',
    },
    { members: { error: 'invalid_client' } },
  );

const invalidScope = () =>
  new Refusal(
    'invalid',
    'invalid_scope',
    {
      it: 'Il client non ha tutti gli ambiti richiesti.',
      en: 'The client does not have all of those scopes.',
      de: 'Der Client hat nicht alle verlangten Geltungsbereiche.',
    },
    { members: { error: 'invalid_scope' } },
  );
