import type { Asked, Endpoint, NameOf } from '#contract';
import type { AnswerOf } from './answer.ts';
import type { CallOf } from './call.ts';

/** Does what one endpoint promises. What was asked is checked, who asks is judged; a `Refusal` thrown is told as RFC 9457 says. */
export type Handler<E extends Endpoint> = (asked: Asked<E>, call: CallOf<E>) => Promise<AnswerOf<E>>;

/**
 * The handlers of one area of the contract, by the names of its endpoints: `Routes<typeof mailEndpoints>`. One that is missing does not
 * compile.
 */
export type Routes<Table extends readonly Endpoint[]> = {
  readonly [E in Table[number] as NameOf<E>]: Handler<E>;
};
