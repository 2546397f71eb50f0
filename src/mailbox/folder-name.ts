/** Octets of one level in UTF-8: what a file name may have, so that an export keeps every name. */
const MAX_LEVEL_OCTETS = 255;
const MAX_NAME_OCTETS = 1_000;
const MAX_LEVELS = 32;

export const INBOX = 'INBOX';
export const SENT = 'Sent';
/** Where receipts go when the holder chooses so. */
export const RECEIPTS = 'Ricevute';

/** The server itself writes there: they are neither deleted nor renamed. */
const SERVERS_OWN: readonly string[] = [SENT, RECEIPTS];

/** As a name is kept: Unicode in NFC, `INBOX` in capitals where it is the whole first level (RFC 9051 5.1). */
export function canonicalName(name: string): string {
  const [first = '', ...rest] = name.normalize('NFC').split('/');
  return [first.toUpperCase() === INBOX ? INBOX : first, ...rest].join('/');
}

/** Why a folder cannot be called that; undefined when it can. */
export function nameFault(name: string): string | undefined {
  const levels = name.split('/');
  if (levels.some((level) => level === '')) return 'a level of the name is empty';
  if (levels.length > MAX_LEVELS) return `the name has more than ${MAX_LEVELS} levels`;
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return 'the name has control characters';
  if (!name.isWellFormed()) return 'the name is not well-formed Unicode';
  if (levels.some((level) => Buffer.byteLength(level) > MAX_LEVEL_OCTETS))
    return `a level of the name has more than ${MAX_LEVEL_OCTETS} octets`;
  if (Buffer.byteLength(name) > MAX_NAME_OCTETS) return `the name has more than ${MAX_NAME_OCTETS} octets`;
  return undefined;
}

/** Why this folder is not deleted. */
export function deletionFault(name: string): string | undefined {
  if (name === INBOX) return 'INBOX cannot be deleted (RFC 9051 6.3.5)';
  return SERVERS_OWN.includes(name) ? `${name} is written by the server itself and cannot be deleted` : undefined;
}

/** Why this folder is not called otherwise. INBOX may be: its messages then move (RFC 9051 6.3.6). */
export function renamingFault(name: string, newName: string): string | undefined {
  if (SERVERS_OWN.includes(name)) return `${name} is written by the server itself and cannot be renamed`;
  if (name !== INBOX && newName.startsWith(`${name}/`)) return 'a folder cannot be put into itself';
  return undefined;
}
