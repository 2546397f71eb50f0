import type { Daticert } from './daticert.ts';
import type { DaticertType, ErrorType } from './facts.ts';
import { instantOf } from './legal-time.ts';

/** mandatory, absent */
type Presence = 'M' | '-';

interface MatrixRow {
  /** What we emit. */
  readonly errors: readonly ErrorType[];
  readonly ricevuta: Presence;
  readonly consegna: Presence;
  readonly ricezione: Presence;
  readonly erroreEsteso: Presence;
}

const row = (
  errors: readonly ErrorType[],
  ricevuta: Presence,
  consegna: Presence,
  ricezione: Presence,
  erroreEsteso: Presence,
): MatrixRow => ({ errors, ricevuta, consegna, ricezione, erroreEsteso });

/** Which elements each `tipo` carries (spec 6.3; T51). `oggetto` and `msgid` stand whenever the datum exists. */
export const ELEMENT_MATRIX: Readonly<Record<DaticertType, MatrixRow>> = {
  accettazione: row(['nessuno'], '-', '-', '-', '-'),
  'non-accettazione': row(['altro', 'virus'], '-', '-', '-', 'M'),
  'posta-certificata': row(['nessuno'], 'M', '-', '-', '-'),
  'presa-in-carico': row(['nessuno'], '-', '-', 'M', '-'),
  'avvenuta-consegna': row(['nessuno'], 'M', 'M', '-', '-'),
  'errore-consegna': row(['no-dest', 'no-dominio', 'altro', 'virus'], '-', 'M', '-', 'M'),
  'preavviso-errore-consegna': row(['altro'], '-', 'M', '-', 'M'),
  'rilevazione-virus': row(['virus'], '-', 'M', '-', 'M'),
};

const ELEMENTS = [
  ['ricevuta', (d: Daticert) => d.receiptType !== undefined],
  ['consegna', (d: Daticert) => Boolean(d.consegna)],
  ['ricezione', (d: Daticert) => (d.ricezione?.length ?? 0) > 0],
  ['erroreEsteso', (d: Daticert) => Boolean(d.erroreEsteso)],
] as const;

/** Where content to be written leaves the matrix; empty when it may be written. In English: such a fault is ours. */
export function writingFaults(daticert: Daticert): readonly string[] {
  const wanted = ELEMENT_MATRIX[daticert.tipo];
  const faults = ELEMENTS.flatMap(([name, stands]) => {
    if (stands(daticert) === (wanted[name] === 'M')) return [];
    return [`${name} must ${wanted[name] === 'M' ? '' : 'not '}stand in ${daticert.tipo}`];
  });
  if (!wanted.errors.includes(daticert.errore)) faults.push(`errore ${daticert.errore} is not for ${daticert.tipo}`);
  if (daticert.recipients.length === 0) faults.push('no recipient');
  if (daticert.identificativo === '') faults.push('no identificativo');
  return faults;
}

const XML_NAME = { ricevuta: 'ricevuta', consegna: 'consegna', ricezione: 'ricezione', erroreEsteso: 'errore-esteso' };

/** Since when errore-esteso must stand in every error (NI12; spec 6.4). */
const CODES_SINCE = Date.UTC(2016, 3, 1);

/**
 * Mandatory elements that a received daticert lacks (spec 9.4). More than the matrix asks for is tolerated, and peers have put
 * the recipient of rilevazione-virus in `ricezione`, and left out errore-esteso before 2016. An envelope that does not say which receipt is asked
 * for asks for completa (RFC 6109 3.3.2.1; the DTD lets it).
 */
export function missingElements(daticert: Daticert): readonly string[] {
  const wanted = ELEMENT_MATRIX[daticert.tipo];
  return ELEMENTS.flatMap(([name, stands]) => {
    if (wanted[name] !== 'M' || stands(daticert)) return [];
    if (name === 'erroreEsteso' && (instantOf(daticert) ?? CODES_SINCE) < CODES_SINCE) return [];
    if (name === 'ricevuta' && daticert.tipo === 'posta-certificata') return [];
    if (name === 'consegna' && daticert.tipo === 'rilevazione-virus' && daticert.ricezione?.length) return [];
    return [XML_NAME[name]];
  });
}
