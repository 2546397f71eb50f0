import { peerNetwork } from '#doors/brakes';
import type { Visitor } from './visitors.ts';

/** Under which name calls and streams are counted. Programs apart from their owner: one that runs wild must not shut him out of his mail. */
export function callerName(visitor: Visitor | undefined, peer: string): string {
  if (visitor === undefined) return peerNetwork(peer);
  return visitor.by.kind === 'program' ? `${visitor.login} programs` : visitor.login;
}
