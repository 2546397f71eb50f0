import type { Box } from '#accounts';
import type { Author } from '#writing';
import type { Call } from './call.ts';
import type { Visitor } from './visitors.ts';

/** A call on a mailbox, as the office of writing knows who makes it. */
export function authorOf({
  box,
  visitor,
  language,
  peer,
}: Call & { readonly box: Box; readonly visitor: Visitor }): Author {
  return { box, language, peer, login: visitor.login, isProgram: visitor.by.kind === 'program' };
}

/** RFC draft `idempotency-key`: a text of the caller, perhaps in quotation marks. */
export function idempotencyKey(call: Call): string | undefined {
  const written = call.header('idempotency-key')?.trim();
  return written === undefined || written === '' ? undefined : written.replace(/^"(.*)"$/, '$1');
}
