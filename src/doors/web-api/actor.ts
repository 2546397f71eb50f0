import type { Actor } from '#administration';
import type { Call } from './call.ts';

/** Who works here, and within what: the offices narrow by it. */
export function actorOf({ visitor, organisation }: Call): Actor {
  if (visitor === undefined) throw new Error('an endpoint of administration was reached by nobody');
  return { login: visitor.login, ...(organisation !== undefined && { organisation }) };
}
