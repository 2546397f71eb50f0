import { type Answer, bad, no, ok, refused } from './answer.ts';
import { capabilities } from './capabilities.ts';
import type { CommandNamed, Conversation } from './conversation.ts';
import { afterLogin } from './reader-limits.ts';
import { responseCode, writeContinuation } from './write-response.ts';

/** After so many a client is shown out: it may come again, braked. */
const MAX_FAILED_LOGINS = 5;
const IN_CLEAR: Answer = no('first STARTTLS: passwords are not taken in clear', 'PRIVACYREQUIRED');

export async function login(talk: Conversation, { user, password }: CommandNamed<'LOGIN'>): Promise<Answer> {
  return talk.secure ? await enter(talk, user, password) : IN_CLEAR;
}

/** SASL PLAIN (RFC 4616), the initial response perhaps with the command (RFC 4959). */
export async function authenticate(talk: Conversation, command: CommandNamed<'AUTHENTICATE'>): Promise<Answer> {
  if (command.mechanism.toUpperCase() !== 'PLAIN') return no('only PLAIN is offered', 'CANNOT');
  if (!talk.secure) return IN_CLEAR;
  let response = command.initial;
  if (response === undefined) {
    await talk.out.text(writeContinuation(''));
    await talk.out.flush();
    const line = await talk.reader.line();
    if (line.kind !== 'line') return { ...bad('cancelled'), next: 'over' };
    response = line.text;
  }
  if (response === '*') return bad('cancelled');
  const credentials = readPlain(response);
  return credentials === undefined
    ? bad('this is no response of PLAIN')
    : await enter(talk, credentials.user, credentials.password);
}

async function enter(talk: Conversation, user: string, password: string): Promise<Answer> {
  const result = await talk.backend.login(user, password);
  if (result.ok) {
    talk.account = result.account;
    talk.reader.limits = afterLogin(result.account.appendLimit);
    return ok('logged in', responseCode.capability(capabilities(talk)));
  }
  const answer = refused(result);
  return ++talk.failedLogins < MAX_FAILED_LOGINS ? answer : { ...answer, next: 'over' };
}

/** Who acts for another names that box first: `box*login`, as in LOGIN. Undefined when malformed. */
function readPlain(base64: string): { readonly user: string; readonly password: string } | undefined {
  let text: string;
  try {
    const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
  const [identity, user, password, more] = text.split('\0');
  if (identity === undefined || !user || password === undefined || more !== undefined) return undefined;
  return { user: identity === '' || identity === user ? user : `${identity}*${user}`, password };
}

/** RFC 9051 6.2.1. What came in clear behind the command is never read. */
export function startTls({ secure, mayStartTls }: Conversation): Answer {
  if (secure) return bad('TLS is there already');
  if (!mayStartTls) return bad('TLS is not offered here');
  return { ...ok('begin TLS'), next: 'starttls' };
}
