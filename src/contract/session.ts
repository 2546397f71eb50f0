import { z } from 'zod';
import { endpoint, ROLES, SCOPES } from './endpoint.ts';
import { SIX_DIGITS } from './pattern-words.ts';
import { credential, newPassword, password } from './secrets.ts';
import { address, id, instant, language, line, place } from './vocabulary.ts';

export const boxLevel = z.enum(['own', 'read', 'write', 'manage']);

/** A mailbox that is open to the visitor. */
export const box = z.object({
  id,
  address,
  holder: z.string(),
  level: boxLevel,
  maySend: z.boolean(),
  /** `frozen`: sending is stopped by the holder or by the brake; receiving goes on. */
  status: z.enum(['active', 'suspended', 'frozen', 'receive-only', 'read-only', 'revoked']),
  /** Until when it is open to a delegate. */
  expiresAt: instant.optional(),
  /** He sees these folders alone. */
  folders: z.array(id).optional(),
  unread: z.int(),
});
export type BoxView = z.output<typeof box>;

export const me = z.object({
  login: z.string(),
  name: z.string(),
  language,
  roles: z.array(
    z.object({ role: z.enum(ROLES), organisation: id.optional(), organisationName: z.string().optional() }),
  ),
  boxes: z.array(box),
  /** Nothing that changes anything is taken without this in the header `X-Ceralacca-CSRF`. */
  csrf: z.string(),
  /** A second factor is asked of him and he has none yet, or must change a first password. */
  mustEnrol: z.enum(['second-factor', 'password']).optional(),
  confirmedUntil: instant.optional(),
  isSandbox: z.boolean(),
});
export type Me = z.output<typeof me>;

const SECOND_FACTORS = ['totp', 'passkey', 'recovery-code'] as const;
export const entered = z.discriminatedUnion('state', [
  z.object({ state: z.literal('in'), me }),
  z.object({
    state: z.literal('second-factor'),
    /** Ten minutes. */
    challenge: z.string(),
    methods: z.array(z.enum(SECOND_FACTORS)),
    /** WebAuthn `PublicKeyCredentialRequestOptionsJSON`. */
    passkey: z.unknown().optional(),
  }),
]);

export const factor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('totp'), code: z.string().regex(SIX_DIGITS) }),
  z.object({ kind: z.literal('recovery-code'), code: z.string().min(8).max(40) }),
  z.object({ kind: z.literal('passkey'), credential }),
  z.object({ kind: z.literal('password'), password }),
]);

export const sessionEndpoints = [
  endpoint({
    method: 'POST',
    path: '/session',
    summary: 'Sign in with name and password',
    access: 'anyone',
    perMinute: 20,
    body: z.object({ login: z.string().min(1).max(512), password, language: language.optional() }),
    answer: entered,
  }),
  endpoint({
    method: 'POST',
    path: '/session/second-factor',
    summary: 'Answer the second factor',
    access: 'anyone',
    perMinute: 20,
    body: z.object({ challenge: z.string().max(500), factor }),
    answer: entered,
  }),
  endpoint({
    method: 'POST',
    path: '/session/passkey/begin',
    summary: 'Begin to sign in with a passkey alone',
    access: 'anyone',
    perMinute: 20,
    answer: z.object({ challenge: z.string(), passkey: z.unknown() }),
  }),
  endpoint({
    method: 'POST',
    path: '/session/first-login',
    summary: 'Whose link for a first password this is',
    access: 'anyone',
    perMinute: 20,
    body: z.object({ token: z.string().max(200) }),
    answer: z.object({ login: z.string(), name: z.string(), until: instant }),
  }),
  endpoint({
    method: 'PUT',
    path: '/session/first-login',
    summary: 'Choose the password; the link opens once. Who has a second factor signs in then, others are in',
    access: 'anyone',
    perMinute: 20,
    body: z.object({ token: z.string().max(200), password: newPassword, language: language.optional() }),
    answer: z.discriminatedUnion('state', [
      entered.options[0],
      z.object({ state: z.literal('chosen'), login: z.string() }),
    ]),
  }),
  endpoint({
    method: 'GET',
    path: '/session',
    summary: 'Who I am and what is open to me',
    access: 'visitor',
    scope: 'mail.read',
    answer: me,
  }),
  endpoint({
    method: 'PATCH',
    path: '/session',
    summary: 'Change my language',
    access: 'visitor',
    body: z.object({ language }),
    answer: me,
  }),
  endpoint({
    method: 'DELETE',
    path: '/session',
    summary: 'Sign out',
    access: 'visitor',
    answer: z.object({
      /** Who came in with a digital identity goes on here, a page of ours, to sign out at its provider as well. */
      goOnAt: z.string().optional(),
    }),
  }),
  endpoint({
    method: 'POST',
    path: '/session/confirm',
    summary: 'Prove again who I am, before something sensitive',
    access: 'visitor',
    perMinute: 20,
    body: factor,
    answer: z.object({ confirmedUntil: instant }),
  }),
  endpoint({
    method: 'POST',
    path: '/session/confirm/passkey',
    summary: 'Ask for the options of a passkey, to confirm',
    access: 'visitor',
    answer: z.object({ passkey: z.unknown() }),
  }),
  endpoint({
    method: 'GET',
    path: '/session/identity-providers',
    summary: 'Digital identities one may sign in with',
    access: 'anyone',
    answer: z.array(z.object({ id, name: line, protocol: z.enum(['oidc', 'saml']) })),
  }),
  endpoint({
    method: 'GET',
    path: '/session/identity/{provider}',
    summary:
      'Go to a digital identity provider. One comes back to `to` or `/`, `/accesso?identita=scelta`, `/attivazione/{request}?identita=ok`; or with `errore=identity-…` to `/accesso` or `/attivazione/{request}`',
    access: 'anyone',
    params: z.object({ provider: id }),
    query: z.object({
      purpose: z.enum(['sign-in', 'activation']).default('sign-in'),
      request: id.optional(),
      /** Where to be led once signed in: a place of ours. */
      to: place.optional(),
    }),
    answer: 'elsewhere',
  }),
  endpoint({
    method: 'GET',
    path: '/session/identity/{provider}/back',
    summary: 'Come back from there (OIDC)',
    access: 'anyone',
    params: z.object({ provider: id }),
    query: z.looseObject({}),
    answer: 'elsewhere',
  }),
  endpoint({
    method: 'POST',
    path: '/session/identity/{provider}/back',
    summary: 'Come back from there (SAML): its own form, from its own page',
    access: 'anyone',
    perMinute: 30,
    takesForms: true,
    params: z.object({ provider: id }),
    body: z.object({ SAMLResponse: z.string().max(1_000_000), RelayState: z.string().max(1_000).optional() }),
    answer: 'elsewhere',
  }),
  endpoint({
    method: 'GET',
    path: '/session/identity/{provider}/logout',
    summary: 'Come back from signing out there, to `/accesso?uscita=…`; or be asked by it to sign out here (SAML)',
    access: 'anyone',
    perMinute: 30,
    params: z.object({ provider: id }),
    query: z.looseObject({}),
    answer: 'elsewhere',
  }),
  endpoint({
    method: 'POST',
    path: '/session/identity/{provider}/ended',
    summary: 'Told by a provider of identities that a session is over (OpenID Connect Back-Channel Logout 1.0)',
    access: 'anyone',
    perMinute: 600,
    takesForms: true,
    params: z.object({ provider: id }),
    body: z.looseObject({ logout_token: z.string().max(20_000) }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'GET',
    path: '/session/identity/{provider}/metadata',
    summary: 'What an identity provider must know of us (SAML)',
    access: 'anyone',
    params: z.object({ provider: id }),
    answer: 'octets',
  }),
  endpoint({
    method: 'POST',
    path: '/session/identity-leaving',
    summary: 'Who is out here: how he signs out at his provider of identities, too',
    access: 'anyone',
    perMinute: 30,
    answer: z.object({
      /** Of the provider. */
      name: z.string(),
      /** Where the browser goes; absent: nothing can be ended there, or it could not be asked where. */
      location: z.string().optional(),
      /** Somebody is there: otherwise one would see an error of the browser. */
      answers: z.boolean(),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/session/identity-choice',
    summary: 'The mailboxes of who was identified, when he has several',
    access: 'anyone',
    answer: z.array(z.object({ login: z.string(), name: z.string() })),
  }),
  endpoint({
    method: 'POST',
    path: '/session/identity-choice',
    summary: 'Sign in to one of them',
    access: 'anyone',
    perMinute: 20,
    body: z.object({ login: z.string().max(512) }),
    answer: entered.options[0],
  }),
] as const;

export const tokenScopes = z.array(z.enum(SCOPES)).min(1);
