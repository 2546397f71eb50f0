import type { Box } from '#accounts';
import type { Author } from '#writing';
import type { Call } from './call.ts';
import { emptyKey } from './door-refusals.ts';
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

/**
 * RFC draft `idempotency-key`: a text of the caller, perhaps in quotation marks. Who sends an empty one wants the call to be safe to repeat,
 * and it would not be: throws `Refusal`.
 */
export function idempotencyKey(call: Call): string | undefined {
  const key = call
    .header('idempotency-key')
    ?.trim()
    .replace(/^"(.*)"$/, '$1');
  if (key === '') throw emptyKey();
  return key;
}
