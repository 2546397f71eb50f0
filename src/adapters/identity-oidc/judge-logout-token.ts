import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Instant } from '#pec';

export interface ExpectedLogout {
  readonly issuer: string;
  readonly clientId: string;
  /** Those by which the issuer signs. */
  readonly keys: JWTVerifyGetKey;
  /** Real time. */
  readonly now: Instant;
}

export interface LogoutOrder {
  /** Whose sessions end: one of them by its own name, or all of a person. */
  readonly knownAs: string;
  /** Its own name: it is followed once. */
  readonly id: string;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Signed by a key that nobody else has: never `none`, never a shared secret (RFC 8725 3.1). */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const TYPES = /^(application\/)?(logout\+jwt|jwt)$/i;
/** Providers try again for a while, and their clocks differ from ours. */
const FRESH_S = 300;
const SKEW_S = 60;
const MAX_TEXT = 500;

/** By what a session is known: by itself, or as one of this person's. */
export const sessionNames = ({ sub, sid }: { readonly sub?: unknown; readonly sid?: unknown }): readonly string[] => [
  ...(isText(sid) ? [`sid ${sid}`] : []),
  ...(isText(sub) ? [`sub ${sub}`] : []),
];

/**
 * The order that a session ends, given to us by the provider itself (OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6). Throws an Error
 * that says why it is not to be followed.
 */
export async function judgeLogoutToken(token: string, expected: ExpectedLogout): Promise<LogoutOrder> {
  const { issuer, clientId, keys, now } = expected;
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    currentDate: new Date(now),
    maxTokenAge: FRESH_S,
    clockTolerance: SKEW_S,
  });
  const { typ = 'jwt' } = protectedHeader;
  if (!TYPES.test(typ)) throw new Error(`it is a ${typ}`);
  return orderIn(payload);
}

function orderIn(claims: JWTPayload): LogoutOrder {
  const { jti, events, sid, sub } = claims;
  // A token of identity that somebody caught is no order to sign out.
  if (Object.hasOwn(claims, 'nonce')) throw new Error('it has a nonce');
  const event = isObject(events) ? events[EVENT] : undefined;
  if (!isObject(event)) throw new Error('it is no order to sign out');
  if (!isText(jti)) throw new Error('it has no name');
  if ([sid, sub].some((one) => one !== undefined && !isText(one))) throw new Error('it names nobody');
  const [knownAs] = sessionNames({ sid, sub });
  if (knownAs === undefined) throw new Error('it names nobody');
  return { knownAs, id: jti };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
