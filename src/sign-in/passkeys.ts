import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Instant } from '#pec';
import type { Passkey } from './record.ts';

/** What a browser's `navigator.credentials` answered, as JSON (WebAuthn 5.1). */
export type Credential = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

/** Where passkeys are good (WebAuthn 5.1.2): the name of the site, and the origins that pages of ours have. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origins: readonly string[];
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** From where our pages are. On loopback the name is `localhost`: browsers make no passkeys for addresses. */
export function relyingParty(publicUrl: string, name: string): RelyingParty {
  const { hostname, origin, protocol, port } = new URL(publicUrl);
  if (!LOOPBACK.test(hostname)) return { id: hostname, name, origins: [origin] };
  const local = `${protocol}//localhost${port === '' ? '' : `:${port}`}`;
  return { id: 'localhost', name, origins: [...new Set([local, origin])] };
}

const TIMEOUT_MS = 300_000;
/** EdDSA, ES256, RS256 (RFC 9053): what authenticators have. */
const ALGORITHMS = [-8, -7, -257];

const base64url = z
  .string()
  .max(100_000)
  .regex(/^[A-Za-z0-9_-]*={0,2}$/);
const common = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).optional(),
};
const assertion = z.looseObject({
  ...common,
  response: z.looseObject({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
});
const attestation = z.looseObject({
  ...common,
  response: z.looseObject({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
});

/** Options to register one: discoverable, and only with the person verified by PIN, finger or face. */
export async function passkeyCreation(
  party: RelyingParty,
  who: {
    readonly handle: string;
    readonly login: string;
    readonly person: string;
    readonly passkeys: readonly Passkey[];
  },
  challenge: string,
): Promise<unknown> {
  return await generateRegistrationOptions({
    rpID: party.id,
    rpName: party.name,
    userID: octetsOf(who.handle),
    userName: who.login,
    userDisplayName: who.person,
    challenge,
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: who.passkeys.map(idAndTransports),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What was registered; undefined: it is no such answer, of another site, or to another challenge. */
export async function judgeCreation(
  party: RelyingParty,
  credential: Credential,
  challenge: string,
  about: { readonly name: string; readonly at: Instant },
): Promise<Passkey | undefined> {
  const response = attestation.safeParse(credential);
  if (!response.success) return undefined;
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { clientExtensionResults: {}, ...response.data } as unknown as RegistrationResponseJSON,
    expectedChallenge: challengeOf(challenge),
    expectedOrigin: [...party.origins],
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => ({ registrationInfo: undefined }));
  if (registrationInfo === undefined) return undefined;
  const { id, publicKey, counter } = registrationInfo.credential;
  const { transports } = response.data.response;
  const { name, at } = about;
  return { id, publicKey: textOf(publicKey), counter, ...(transports && { transports }), name, since: at };
}

/** Options to answer with one of these; none named: with whatever passkey the person has for this site. */
export async function passkeyRequest(
  party: RelyingParty,
  passkeys: readonly Passkey[] | undefined,
  challenge: string,
): Promise<unknown> {
  return await generateAuthenticationOptions({
    rpID: party.id,
    ...(passkeys && { allowCredentials: passkeys.map(idAndTransports) }),
    challenge,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
  });
}

/**
 * The passkey with its new counter. Undefined: it is none of these, the signature is not of it, the challenge is another one, the person
 * was not verified, or the counter went back, which a copied authenticator betrays (WebAuthn 6.1.1).
 */
export async function judgeAnswer(
  party: RelyingParty,
  credential: Credential,
  challenge: string,
  passkeys: readonly Passkey[],
  at: Instant,
): Promise<Passkey | undefined> {
  const parsed = assertion.safeParse(credential);
  const mine = passkeys.find(({ id }) => id === credential.id);
  if (!parsed.success || mine === undefined) return undefined;
  const { userHandle, ...response } = parsed.data.response;
  const judged = await verifyAuthenticationResponse({
    response: {
      id: parsed.data.id,
      rawId: parsed.data.rawId,
      type: parsed.data.type,
      clientExtensionResults: {},
      response: { ...response, ...(userHandle && { userHandle }) },
    },
    expectedChallenge: challengeOf(challenge),
    expectedOrigin: [...party.origins],
    expectedRPID: party.id,
    credential: { id: mine.id, publicKey: octetsOf(mine.publicKey), counter: mine.counter },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!judged?.verified) return undefined;
  return { ...mine, counter: judged.authenticationInfo.newCounter, lastUsed: at };
}

/** The challenge that somebody says he answers; to be found among ours. */
export function challengeAnswered(credential: Credential): string | undefined {
  const parsed = z.looseObject({ response: z.looseObject({ clientDataJSON: base64url }) }).safeParse(credential);
  if (!parsed.success) return undefined;
  try {
    const said: unknown = JSON.parse(Buffer.from(parsed.data.response.clientDataJSON, 'base64url').toString('utf8'));
    const { challenge } = z.looseObject({ challenge: z.string().max(1_000) }).parse(said);
    return Buffer.from(challenge, 'base64url').toString('utf8');
  } catch {
    return undefined;
  }
}

/** Who somebody says he is, by the handle his authenticator keeps. */
export function handleIn(credential: Credential): string | undefined {
  return assertion.safeParse(credential).data?.response.userHandle ?? undefined;
}

const challengeOf = (token: string): string => Buffer.from(token, 'utf8').toString('base64url');

const idAndTransports = ({ id, transports }: Passkey) => ({ id, ...(transports && { transports: [...transports] }) });

function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}

const textOf = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url');
