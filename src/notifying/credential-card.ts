import { z } from 'zod';
import { type credentials, SCOPES, type Scope } from '#contract';
import { hex } from '#mime';
import { isoLegalTime } from '#pec';
import type { Card, Digests } from '#ports';

/** A program's credentials; the key of the card is the digest of their secret. */
export const CREDENTIAL = 'credential';
/** What a client is given for a while; the key of the card is its digest. */
export const ACCESS_TOKEN = 'access-token';

export type Credentials = z.output<typeof credentials>;

const scopes = z.array(z.enum(SCOPES));

const credentialCard = z.object({
  name: z.string(),
  kind: z.enum(['token', 'client']),
  scopes,
  mailboxes: z.array(z.string()).optional(),
  createdAt: z.int(),
  expiresAt: z.int().optional(),
  lastUsed: z.int().optional(),
});
export type CredentialValue = z.output<typeof credentialCard>;
export const readCredential = (card: Card): CredentialValue => credentialCard.parse(card.value);

const accessTokenCard = z.object({ credential: z.string(), scopes, expiresAt: z.int() });
export type AccessTokenValue = z.output<typeof accessTokenCard>;
export const readAccessToken = (card: Card): AccessTokenValue => accessTokenCard.parse(card.value);

const encoder = new TextEncoder();

/** Secrets have 256 bits of chance: a plain digest is enough, and nobody who has the books can make them again. */
export const digestOf = (secret: string, digests: Pick<Digests, 'sha256Of'>): string =>
  hex(digests.sha256Of(encoder.encode(secret)));

export function shownCredentials(card: Card): Credentials {
  const { name, kind, scopes, mailboxes, createdAt, expiresAt, lastUsed } = readCredential(card);
  return {
    ...{ id: card.id, name, kind, scopes },
    ...(mailboxes && { mailboxes }),
    createdAt: isoLegalTime(createdAt),
    ...(expiresAt !== undefined && { expiresAt: isoLegalTime(expiresAt) }),
    ...(lastUsed !== undefined && { lastUsed: isoLegalTime(lastUsed) }),
  };
}

export type { Scope };
