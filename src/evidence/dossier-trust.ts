/** Whom to believe, all DER. */
export interface DossierTrust {
  /** Roots of the providers' certificates. */
  readonly roots: readonly Uint8Array[];
  /** Roots of time-stamp authorities; `roots` unless said otherwise. */
  readonly timestampRoots?: readonly Uint8Array[];
}
