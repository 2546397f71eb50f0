import { hash } from 'node:crypto';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientSecretBasic,
  type Configuration,
  discovery,
  fetchUserInfo,
  None,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import {
  type DigitalIdentity,
  IdentityDeclined,
  type IdentityProvider,
  IdentityRefused,
  IdentityTooWeak,
  IdentityUnavailable,
  type LegalTime,
  type Monotonic,
  type Random,
} from '#ports';
import { judgeLogoutToken, sessionNames } from './judge-logout-token.ts';

export interface OidcProviderOptions {
  readonly id: string;
  readonly name: string;
  /** Exactly what tokens must say (OpenID Connect Core 3.1.3.7); what is discovered there must name it too. `http:` only on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, PKCE alone. */
  readonly clientSecret?: string | undefined;
  readonly scope: string;
  /** The level asked for and demanded (`acr`); the number it ends in is the least. */
  readonly level: string;
  /** Claim that holds the tax code. */
  readonly fiscalNumberClaim: string;
  readonly random: Random;
  readonly monotonic: Monotonic;
  /** Real time, as the provider of identities has it. */
  readonly clock: LegalTime;
}

interface Kept {
  readonly callbackUrl: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

interface Leaving {
  readonly state: string;
}

/** Of a token that is kept as a hint of whose session is to end: more would not go into cookies and addresses. */
const MAX_HINT = 1_800;
const SECRET_OCTETS = 32;
/** What was discovered is asked for again after this, so that new endpoints are found. */
const FRESH_MS = 3_600_000;
const TIMEOUT_S = 10;
/** A provider changes its keys by naming a new one: but nobody makes us ask at will. */
const ASK_AGAIN_MS = 60_000;

/** A provider of identities by the authorization code flow with PKCE, state and nonce (RFC 9700 2.1; OpenID Connect Core 3.1). */
export function openOidcProvider(options: OidcProviderOptions): IdentityProvider {
  const { id, name, random } = options;
  const secret = () => Buffer.from(random.bytes(SECRET_OCTETS)).toString('base64url');
  const configuration = openConfiguration(options);
  const keysOf = openKeys();

  return {
    id,
    name,
    protocol: 'oidc',
    async begin(callbackUrl) {
      const kept: Kept = { callbackUrl, state: secret(), nonce: secret(), verifier: secret() };
      const { href } = buildAuthorizationUrl(await configuration(), {
        redirect_uri: callbackUrl,
        response_type: 'code',
        scope: options.scope,
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: hash('sha256', kept.verifier, 'base64url'),
        code_challenge_method: 'S256',
        acr_values: options.level,
        prompt: 'login',
      });
      return { location: href, kept: JSON.stringify(kept) };
    },
    async leave(session, backUrl) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      const kept: Leaving = { state: secret() };
      const { href } = buildEndSessionUrl(config, {
        post_logout_redirect_uri: backUrl,
        state: kept.state,
        ...(session !== '' && { id_token_hint: session }),
      });
      return { location: href, kept: JSON.stringify(kept) };
    },
    // It says no more than that he is back: his own browser brings the state (RP-Initiated Logout 1.0, 3).
    hasLeft: (query, kept) => new URLSearchParams(query).get('state') === (JSON.parse(kept) as Leaving).state,
    async toldToEnd(token) {
      const { issuer, clientId, clock } = options;
      const keys = keysOf(await configuration());
      return await judgeLogoutToken(token, { issuer, clientId, keys, now: clock.now() }).catch((cause: unknown) => {
        throw new IdentityRefused(`${name}: not told to sign out: ${explain(cause)}`, { cause });
      });
    },
    async finish(answered, kept) {
      const config = await configuration();
      const mine = JSON.parse(kept) as Kept;
      const back = new URL(mine.callbackUrl);
      back.search = new URLSearchParams(answered).toString();
      return await judged(config, back, mine, options);
    },
  };
}

/** Those by which it signs (RFC 7517): asked for when they are needed, and for a new one no more than once a minute. */
function openKeys(): (config: Configuration) => JWTVerifyGetKey {
  let known: { readonly url: string; readonly keys: JWTVerifyGetKey } | undefined;
  return (config) => {
    const { jwks_uri: url } = config.serverMetadata();
    if (url === undefined) throw new IdentityUnavailable('it names no keys');
    const asking = { timeoutDuration: TIMEOUT_S * 1_000, cooldownDuration: ASK_AGAIN_MS, cacheMaxAge: FRESH_MS };
    if (known?.url !== url) known = { url, keys: createRemoteJWKSet(new URL(url), asking) };
    return known.keys;
  };
}

/** How the provider says it works, kept for a while: one asks, the others wait; what failed is asked for again at once. */
function openConfiguration(options: OidcProviderOptions): () => Promise<Configuration> {
  const { name, monotonic } = options;
  let known: { readonly configuration: Promise<Configuration>; readonly until: number } | undefined;
  return async () => {
    if (known === undefined || known.until <= monotonic.now())
      known = { configuration: discover(options), until: monotonic.now() + FRESH_MS };
    const asked = known;
    try {
      return await asked.configuration;
    } catch (cause) {
      if (known === asked) known = undefined;
      throw new IdentityUnavailable(`${name} cannot be asked how it works: ${String(cause)}`, { cause });
    }
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcProviderOptions): Promise<Configuration> {
  const server = new URL(issuer);
  const isLoopback = server.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(server.hostname);
  const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  const config = await discovery(server, clientId, { client_id: clientId }, authentication, {
    timeout: TIMEOUT_S,
    ...(isLoopback && { execute: [allowInsecureRequests] }),
  });
  if (config.serverMetadata().issuer !== issuer) throw new Error(`it calls itself ${config.serverMetadata().issuer}`);
  return config;
}

async function judged(
  config: Configuration,
  back: URL,
  { state, nonce, verifier }: Kept,
  options: OidcProviderOptions,
): Promise<DigitalIdentity> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new IdentityRefused(`${options.name}: ${why}`, { cause });
  };
  const tokens = await authorizationCodeGrant(config, back, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  }).catch((cause: unknown) => {
    if (cause instanceof AuthorizationResponseError && cause.error === 'access_denied')
      throw new IdentityDeclined(`${options.name}: declined (${cause.error})`, 'cancelled', { cause });
    if (cause instanceof AuthorizationResponseError) return refuse(`declined (${cause.error})`, cause);
    if (isOutOfReach(cause)) throw new IdentityUnavailable(`${options.name} does not answer`, { cause });
    return refuse(`not to be believed: ${explain(cause)}`, cause);
  });
  const said = tokens.claims();
  if (said === undefined) return refuse('it says nothing of who it is');
  const level = String(said.acr ?? '');
  if (levelOf(level) < levelOf(options.level))
    throw new IdentityTooWeak(`${options.name}: its level is "${level}", ${options.level} is demanded`);
  const told =
    said[options.fiscalNumberClaim] === undefined ? await moreOf(config, tokens.access_token, said.sub) : said;
  const fiscalNumber = told[options.fiscalNumberClaim];
  if (typeof fiscalNumber !== 'string') return refuse(`it gives no ${options.fiscalNumberClaim}`);
  const name = [told.given_name, told.family_name].filter((one) => typeof one === 'string').join(' ');
  const token = tokens.id_token ?? '';
  const session = { kept: token.length > MAX_HINT ? '' : token, knownAs: sessionNames(said) };
  return { subject: said.sub, fiscalNumber, level, ...(name !== '' && { name }), session };
}

/** Some tell attributes only there (OpenID Connect Core 5.3); its subject must be the same. */
async function moreOf(
  config: Configuration,
  token: string,
  subject: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await fetchUserInfo(config, token, subject);
  } catch (cause) {
    throw new IdentityRefused(`what more is known of ${subject} could not be had: ${String(cause)}`, { cause });
  }
}

/** The library says what was wrong in the causes of its faults, and as the error of RFC 6749 5.2. */
function explain(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  // It does not take our secret (RFC 6749 5.2), and says so in a header.
  if (fault instanceof WWWAuthenticateChallengeError)
    return `${fault.cause.map(({ parameters: { error = '', error_description: why = '' } }) => `${error} ${why}`.trim())}`;
  const code = 'error' in fault && typeof fault.error === 'string' ? ` (${fault.error})` : '';
  return `${fault.message}${code}${fault.cause instanceof Error ? `: ${explain(fault.cause)}` : ''}`;
}

function isOutOfReach(fault: unknown): boolean {
  const cause = fault instanceof Error ? fault.cause : undefined;
  return fault instanceof TypeError || (cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED');
}

function levelOf(level: string): number {
  return Number(/(\d)$/.exec(level)?.[1] ?? 0);
}
