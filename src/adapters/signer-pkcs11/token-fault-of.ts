import { TokenFault } from './token-calls.ts';

/** What the binding threw, as a fault in one sentence: what is not known to be final may pass. */
export function asTokenFault(fault: unknown, during: string): TokenFault {
  if (fault instanceof TokenFault) return fault;
  const said = fault instanceof Error ? fault.message : String(fault);
  const code = /CKR_\w+/.exec(said)?.[0] ?? said.split('\n')[0] ?? 'an unknown fault';
  return new TokenFault('gone', `${during}: ${code}`);
}
