/** Who a provider of digital identities says that somebody is (SPID, CIE, or another of a body). */
export interface DigitalIdentity {
  /** As he is known there. */
  readonly subject: string;
  /** Tax code, `TINIT-RSSMRA80A01H501U` or the code alone. */
  readonly fiscalNumber: string;
  /** How surely: `https://www.spid.gov.it/SpidL2`, or what ends in such a number. */
  readonly level: string;
  readonly name?: string;
}

/** The person declined, or what came back is not to be believed: the text is for the operator's log. */
export class IdentityRefused extends Error {
  override name = 'IdentityRefused';
}

/** He is who he says, but less certainly than is demanded: he can come again with more. */
export class IdentityTooWeak extends IdentityRefused {
  override name = 'IdentityTooWeak';
}

/** The provider cannot be reached, or is out of order: another time. */
export class IdentityUnavailable extends Error {
  override name = 'IdentityUnavailable';
}

export interface IdentityProvider {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly protocol: 'oidc' | 'saml';
  /** Where the browser goes, to come back to `callbackUrl`. `kept` stays with us, secret, until then. Throws IdentityUnavailable. */
  begin(callbackUrl: string): Promise<{ readonly location: string; readonly kept: string }>;
  /**
   * What he brought back: of OIDC the query, of SAML the form. Everything that binds it to this journey is judged here. Throws
   * IdentityRefused or IdentityUnavailable.
   */
  finish(answered: Readonly<Record<string, string>>, kept: string): Promise<DigitalIdentity>;
  /** By what name it knows us (SAML): all providers of a federation know us by one. */
  readonly knownAs?: string;
  /** What a provider must know of us, as XML (SAML), with every address to come back to from those that know us by the same name. */
  metadata?(callbackUrls: readonly string[]): string;
}
