/** Whom to believe, all DER. */
export interface DossierTrust {
  /** Roots of the providers' certificates. */
  readonly roots: readonly Uint8Array[];
  /** Roots of time-stamp authorities; `roots` unless said otherwise. */
  readonly timestampRoots?: readonly Uint8Array[];
  /** Revocation lists had from elsewhere, later ones perhaps: believed beside those that it brings, and signed by whom they judge. */
  readonly crls?: readonly Uint8Array[];
}

/** Whom to believe, and what the dossier itself holds to judge certificates by. */
export interface Knowledge extends DossierTrust {
  readonly crls: readonly Uint8Array[];
  /** OCSP answers, DER. */
  readonly ocsp?: readonly Uint8Array[];
}
