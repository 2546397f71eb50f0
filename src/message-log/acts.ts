import type { Instant } from '#pec';
import type { LogRecord } from '#ports';

/** What was done, told in the message log (spec 15.2: administration is logged). */
export interface Act {
  /** Lower-case words: `casella-stato`. */
  readonly act: string;
  /** Address, domain, login, or name of what was changed. */
  readonly on: string;
  /** What was, what is, and why. Never a tax code, never a password. */
  readonly detail?: string;
  /** Organisation it concerns: its administrators see it. */
  readonly organisation?: string;
}

const OF = 'organizzazione ';

/** The record of an act: `eccezioni` holds the act, on what, its detail, and whose it is. */
export function actRecord({ act, on, detail = '', organisation }: Act, by: string, at: Instant): LogRecord {
  const told = [act, on, detail, ...(organisation === undefined ? [] : [`${OF}${organisation}`])];
  return { instant: at, point: 'SYS', event: 'Amministrazione', utente: by, eccezioni: told };
}

/** What records tell in one sentence, as the command line writes them. */
const OTHER = 'altro';

/** Reads it again. */
export function actOf({ eccezioni = [], utente = '' }: LogRecord): Act & { readonly by: string } {
  const [first = '', on = '', second = '', of] = eccezioni;
  const isSentence = eccezioni.length === 1;
  const [act, detail] = isSentence ? [OTHER, first] : [first, second];
  const organisation = of?.startsWith(OF) ? of.slice(OF.length) : undefined;
  return { act, on, by: utente, ...(detail !== '' && { detail }), ...(organisation && { organisation }) };
}
