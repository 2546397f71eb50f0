/** One record of an LDIF file (RFC 2849). */
export interface LdifEntry {
  readonly dn: string;
  /**
   * By attribute name, lower-case and without options (`providercertificate`); values in their order. A value is octets when it
   * was transferred `;binary` or is no UTF-8, else text.
   */
  readonly attributes: ReadonlyMap<string, readonly (string | Uint8Array)[]>;
}

/** An LDIF file out of its grammar or past a bound. `line` counts from 1. */
export class LdifFault extends Error {
  override name = 'LdifFault';
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}
