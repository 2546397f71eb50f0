import { BER, type BerElement, contentOf, element, integer, numberOf, readElements, text } from './ber.ts';

/** Result codes that are used or met here (RFC 4511 appendix A). */
export const RESULT = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  authMethodNotSupported: 7,
  unavailableCriticalExtension: 12,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  busy: 51,
  unwillingToPerform: 53,
} as const;

const NAMES = new Map<number, string>(Object.entries(RESULT).map(([name, code]) => [code, name]));
const MAX_TEXT = 200;

export interface LdapResult {
  readonly code: number;
  /** Name of the code and what the server says, for people. */
  readonly text: string;
}

/** Throws BerFault. */
export function readResult(operation: BerElement): LdapResult {
  const [code, , diagnostic] = readElements(operation.content);
  const number = numberOf(code, BER.enumerated);
  const said = new TextDecoder().decode(contentOf(diagnostic, BER.octets).subarray(0, MAX_TEXT));
  const name = NAMES.get(number) ?? `result code ${number}`;
  return { code: number, text: said === '' ? name : `${name} (${said})` };
}

/** An LDAPResult as the operation `tag`; `more` follows it where the operation has more. */
export function writeResult(
  tag: number,
  code: number,
  { diagnostic = '', matchedDn = '' } = {},
  ...more: readonly Uint8Array[]
): Uint8Array {
  return element(tag, integer(code, BER.enumerated), text(matchedDn), text(diagnostic), ...more);
}
