/** One command line as it came (RFC 1939 3): keyword in upper case, and what stands behind the first space. */
export interface Pop3Command {
  readonly keyword: string;
  readonly argument: string;
}

/** Longest command line taken, CRLF not counted (RFC 2449 4 asks for 253; SASL initial responses need more). */
export const MAX_COMMAND_OCTETS = 4_096;

/** Reads one line. A password may hold spaces: only the first one parts keyword and argument. */
export function readCommand(line: string): Pop3Command {
  const space = line.indexOf(' ');
  if (space < 0) return { keyword: line.trim().toUpperCase(), argument: '' };
  return { keyword: line.slice(0, space).toUpperCase(), argument: line.slice(space + 1) };
}

/** A message number (RFC 1939 5): decimal, from 1. */
export function readNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** SASL PLAIN (RFC 4616): authorization identity, user, password. Undefined when malformed or when one acts for another. */
export function readPlain(base64: string): { readonly user: string; readonly password: string } | undefined {
  const decoded = decode(base64.trim());
  const parts = decoded?.split('\0') ?? [];
  const [identity, user, password] = parts;
  if (parts.length !== 3 || user === undefined || password === undefined || user === '') return undefined;
  return identity === '' || identity === user ? { user, password } : undefined;
}

function decode(base64: string): string | undefined {
  try {
    const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return undefined;
  }
}
