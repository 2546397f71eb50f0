import { isAddress } from '#mime';
import type { SmtpReply } from './handlers.ts';

export type Path =
  | { readonly ok: true; readonly address: string /** What stands behind it. */; readonly parameters: string }
  | { readonly ok: false; readonly reply: SmtpReply };

const ARGUMENT = /^(FROM|TO):[ \t]*<([^<>]*)>(?:[ \t](.*))?$/is;

/**
 * The path in the argument of MAIL (`FROM:<...>`) or RCPT (`TO:<...>`), exactly as written. Stricter than RFC 5321 4.1.2: source routes, `%` and UUCP
 * routes, domain literals and non-ASCII addresses are refused (spec 8.2, 5.6), since no two systems read them alike and a
 * certificate must not name a recipient that somebody else reads differently.
 */
export function readPath(verb: 'MAIL' | 'RCPT', argument: string): Path {
  const keyword = verb === 'MAIL' ? 'FROM' : 'TO';
  const code = verb === 'MAIL' ? '5.1.7' : '5.1.3';
  const [, found, address, parameters = ''] = ARGUMENT.exec(argument) ?? [];
  if (address === undefined || found?.toUpperCase() !== keyword) {
    return refuse(501, '5.5.2', `write ${verb} ${keyword}:<address>`);
  }
  const path = { ok: true, address, parameters } as const;
  if (address === '' && verb === 'MAIL') return path;
  if (verb === 'RCPT' && address.toLowerCase() === 'postmaster') return path;
  if (/[^\x20-\x7e]/.test(address)) return refuse(553, '5.6.7', 'internationalised addresses are not taken here');
  if (address.startsWith('@')) return refuse(553, code, 'source routes are not taken here');
  if (/[%!]/.test(address)) return refuse(553, code, 'routes in the local part are not taken here');
  if (address.endsWith(']')) return refuse(553, code, 'address literals are not taken here');
  if (!isAddress(address)) return refuse(501, code, 'not a mail address');
  return path;
}

function refuse(code: number, enhanced: string, text: string): Path {
  return { ok: false, reply: { code, enhanced, text } };
}
