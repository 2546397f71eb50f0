import type { KeyObject } from 'node:crypto';
import type { Instant } from '#pec';
import { verifyJws } from './verify-jws.ts';

export interface ExpectedLogout {
  readonly issuer: string;
  readonly clientId: string;
  /** Keys of the issuer that may have signed under this `kid`. */
  keysOf(kid: string | undefined): Promise<readonly KeyObject[]>;
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
/** Providers try again for a while, and their clocks differ from ours. */
const FRESH_MS = 300_000;
const SKEW_MS = 60_000;
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
  const { type, claims } = await verifyJws(token, expected.keysOf);
  if (type !== undefined && type !== 'logout+jwt' && type !== 'jwt') throw new Error(`it is a ${type}`);
  const { iss, aud, iat, exp, jti, events, sid, sub } = claims;
  if (iss !== expected.issuer) throw new Error('it is of another provider');
  if (!(Array.isArray(aud) ? aud : [aud]).includes(expected.clientId)) throw new Error('it is meant for another');
  // A token of identity that somebody caught is no order to sign out.
  if (Object.hasOwn(claims, 'nonce')) throw new Error('it has a nonce');
  const event = isObject(events) ? events[EVENT] : undefined;
  if (!isObject(event)) throw new Error('it is no order to sign out');
  const age = typeof iat === 'number' ? expected.now - iat * 1_000 : Number.NaN;
  if (!(age >= -SKEW_MS && age <= FRESH_MS + SKEW_MS)) throw new Error('it is of another hour');
  if (exp !== undefined && !(typeof exp === 'number' && expected.now < exp * 1_000 + SKEW_MS))
    throw new Error('it has expired');
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
