import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { SIX_DIGITS } from './pattern-words.ts';
import { credential, newPassword, password } from './secrets.ts';
import { address, id, instant, line } from './vocabulary.ts';

const session = z.object({
  id,
  isThis: z.boolean(),
  /** As people read it: `Firefox su Linux`. */
  device: z.string(),
  peer: z.string(),
  since: instant,
  lastSeen: instant,
});

export const security = z.object({
  totp: z.object({ since: instant }).optional(),
  passkeys: z.array(z.object({ id, name: line, since: instant, lastUsed: instant.optional() })),
  recoveryCodesLeft: z.int(),
  sessions: z.array(session),
  appPasswords: z.array(
    z.object({
      id,
      name: line,
      scope: z.enum(['all', 'read', 'send']),
      createdAt: instant,
      revokedAt: instant.optional(),
    }),
  ),
  /** Own mailbox, when sending is stopped. */
  frozen: z
    .object({ since: instant, by: z.enum(['holder', 'brake', 'operator']), reason: z.string().optional() })
    .optional(),
  /** New devices, freezes, changed passwords: newest first. */
  happenings: z.array(z.object({ at: instant, kind: z.string(), text: z.string() })),
  /** Where a notice of what happens here is sent besides: ordinary addresses. */
  noticeAddresses: z.array(address),
  /** Policy or a role demands a second factor: the last one cannot be removed. */
  mustHaveSecondFactor: z.boolean(),
});

export const securityEndpoints = [
  endpoint({
    method: 'GET',
    path: '/security',
    summary: 'Factors, sessions, passwords of programs, what happened',
    access: 'visitor',
    answer: security,
  }),
  endpoint({
    method: 'PUT',
    path: '/security/password',
    summary: 'Change my password; other sessions end',
    access: 'visitor',
    perMinute: 10,
    body: z.object({ current: password, next: newPassword }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/security/totp',
    summary: 'Begin to enrol an authenticator',
    access: 'visitor',
    isSensitive: true,
    answer: z.object({ secret: z.string(), uri: z.string(), challenge: z.string() }),
  }),
  endpoint({
    method: 'PUT',
    path: '/security/totp',
    summary: 'Confirm it with a first code',
    access: 'visitor',
    isSensitive: true,
    body: z.object({ challenge: z.string(), code: z.string().regex(SIX_DIGITS) }),
    answer: z.object({ recoveryCodes: z.array(z.string()).optional() }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/security/totp',
    summary: 'Remove the authenticator',
    access: 'visitor',
    isSensitive: true,
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/security/passkeys',
    summary: 'Begin to register a passkey',
    access: 'visitor',
    isSensitive: true,
    answer: z.object({ options: z.unknown(), challenge: z.string() }),
  }),
  endpoint({
    method: 'PUT',
    path: '/security/passkeys',
    summary: 'Register it',
    access: 'visitor',
    isSensitive: true,
    body: z.object({ challenge: z.string(), name: line, credential }),
    answer: z.object({ id, recoveryCodes: z.array(z.string()).optional() }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/security/passkeys/{passkey}',
    summary: 'Forget a passkey',
    access: 'visitor',
    isSensitive: true,
    params: z.object({ passkey: id }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/security/recovery-codes',
    summary: 'New recovery codes; the old ones end',
    access: 'visitor',
    isSensitive: true,
    answer: z.object({ recoveryCodes: z.array(z.string()) }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/security/sessions/{session}',
    summary: 'End a session; `others`: all but this one',
    access: 'visitor',
    params: z.object({ session: id }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/security/app-passwords',
    summary: 'A password for one program, shown once',
    access: 'visitor',
    isSensitive: true,
    body: z.object({ name: line, scope: z.enum(['all', 'read', 'send']) }),
    answer: z.object({ id, password: z.string() }),
  }),
  endpoint({
    method: 'DELETE',
    path: '/security/app-passwords/{appPassword}',
    summary: 'Revoke it',
    access: 'visitor',
    params: z.object({ appPassword: id }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/security/freeze',
    summary:
      'Stop sending from my mailbox at once; receiving goes on; all other sessions and passwords of programs end',
    access: 'visitor',
    body: z.object({ reason: z.string().max(500).optional() }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'DELETE',
    path: '/security/freeze',
    summary: 'Send again',
    access: 'visitor',
    isSensitive: true,
    answer: 'nothing',
  }),
  endpoint({
    method: 'PUT',
    path: '/security/notice-addresses',
    summary: 'Where security notices are sent besides',
    access: 'visitor',
    isSensitive: true,
    body: z.object({ addresses: z.array(address).max(10) }),
    answer: 'nothing',
  }),
] as const;
