import { Refusal } from '#contract';
import { newId } from '#issuing';
import { hex } from '#mime';
import type { Instant } from '#pec';
import type { Card, Digests, LegalTime, LogRecord, Random, Store } from '#ports';
import {
  CREDENTIAL,
  type Credentials,
  type CredentialValue,
  digestOf,
  readCredential,
  type Scope,
  shownCredentials,
} from './credential-card.ts';
import type { Recording } from './recording.ts';

export interface CredentialWish {
  readonly name: string;
  readonly kind: 'token' | 'client';
  readonly scopes: readonly Scope[];
  readonly mailboxes?: readonly string[] | undefined;
  readonly expiresAt?: string | undefined;
}

export interface CredentialsPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'cards' | 'countCards' | 'cardByKey'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly digests: Pick<Digests, 'sha256Of'>;
  /** Ids of the mailboxes open to this login now. */
  mailboxesOf(login: string): Promise<ReadonlySet<string>>;
}

export interface CredentialBook {
  list(login: string): Promise<readonly Credentials[]>;
  /** The secret is told here and never again. `commit` records it, and tells its owner. Throws `Refusal`. */
  make(login: string, wish: CredentialWish, commit: Recording): Promise<Credentials & { readonly secret: string }>;
  /** Works at once, also for the access tokens that were given for them. */
  revoke(login: string, id: string): Promise<void>;
}

const MAX_PER_LOGIN = 50;
/** Told apart at a glance, and by programs that look for secrets where none should be. */
const PREFIX = { token: 'cer_', client: 'cersec_' } as const;

/** Personal tokens and clients: each belongs to a login and never opens more than is open to it. */
export function openCredentials(ports: CredentialsPorts): CredentialBook {
  const { store, legalTime, random, digests } = ports;

  return {
    async list(login) {
      const cards = await store.cards({ kind: CREDENTIAL, owner: login, limit: MAX_PER_LOGIN });
      return cards.map(shownCredentials);
    },
    async make(login, wish, commit) {
      const at = legalTime.now();
      const value = credentialOf(wish, at);
      if (value.expiresAt !== undefined && value.expiresAt <= at) throw expiryPast();
      if (value.mailboxes) {
        const open = await ports.mailboxesOf(login);
        if (!value.mailboxes.every((mailbox) => open.has(mailbox))) throw mailboxClosed();
      }
      const secret = `${PREFIX[wish.kind]}${base64url(random.bytes(32))}`;
      const card = { kind: CREDENTIAL, id: newId(at, random), owner: login, value, key: digestOf(secret, digests), at };
      const what = `credenziali per programmi create: ${wish.kind}, ${value.scopes.join(' ')}`;
      await commit(async () => {
        if ((await store.countCards(CREDENTIAL, login)) >= MAX_PER_LOGIN) throw tooMany();
        return { cards: [{ kind: 'put', card, was: 0 }], log: [logged(at, login, what)] };
      });
      return { ...shownCredentials({ ...card, version: 1 }), secret };
    },
    async revoke(login, id) {
      const card = await store.card(CREDENTIAL, id);
      if (card?.owner !== login) throw unknownCredential();
      const at = legalTime.now();
      const log = [logged(at, login, `credenziali per programmi revocate: ${readCredential(card).kind}`)];
      await store.commit({ cards: [{ kind: 'remove', card: { kind: CREDENTIAL, id } }], log });
    },
  };
}

/** The card of these credentials, as long as they hold. */
export function holds(card: Card | undefined, now: Instant): CredentialValue | undefined {
  if (card === undefined) return undefined;
  const value = readCredential(card);
  return value.expiresAt !== undefined && value.expiresAt <= now ? undefined : value;
}

export function base64url(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** An id that tells nothing. */
export const randomId = (random: Random): string => hex(random.bytes(16));

function credentialOf(
  { name, kind, scopes, mailboxes, expiresAt }: CredentialWish,
  createdAt: Instant,
): CredentialValue {
  return {
    ...{ name, kind, createdAt },
    scopes: [...new Set(scopes)],
    ...(mailboxes && { mailboxes: [...new Set(mailboxes)] }),
    ...(expiresAt !== undefined && { expiresAt: Date.parse(expiresAt) }),
  };
}

function logged(instant: Instant, utente: string, what: string): LogRecord {
  return { instant, point: 'SYS', event: 'Amministrazione', utente, eccezioni: [what] };
}

const expiryPast = () =>
  new Refusal('invalid', 'expiry-past', {
    it: 'La scadenza è già passata.',
    en: 'That expiry is past already.',
    de: 'Dieses Ablaufdatum ist bereits vergangen.',
  });

const mailboxClosed = () =>
  new Refusal('invalid', 'mailbox-not-open', {
    it: 'Una delle caselle indicate non è aperta a questo accesso.',
    en: 'One of those mailboxes is not open to you.',
    de: 'Eines dieser Postfächer steht Ihnen nicht offen.',
  });

const tooMany = () =>
  new Refusal('conflict', 'too-many-credentials', {
    it: `Ci sono già ${MAX_PER_LOGIN} credenziali: revocarne una che non serve più.`,
    en: `There are ${MAX_PER_LOGIN} credentials already: revoke one that is of no use any more.`,
    de: `Es gibt bereits ${MAX_PER_LOGIN} Zugänge: Widerrufen Sie einen, der nicht mehr gebraucht wird.`,
  });

const unknownCredential = () =>
  new Refusal('not-found', 'not-found', {
    it: 'Queste credenziali non esistono.',
    en: 'There are no such credentials.',
    de: 'Diese Zugangsdaten gibt es nicht.',
  });
