/** Who a provider of digital identities says that somebody is (SPID, CIE, or another of a body). */
export interface DigitalIdentity {
  /** As he is known there. */
  readonly subject: string;
  /** Tax code, `TINIT-RSSMRA80A01H501U` or the code alone. */
  readonly fiscalNumber: string;
  /** How surely: `https://www.spid.gov.it/SpidL2`, or what ends in such a number. */
  readonly level: string;
  readonly name?: string;
  /** His session there, where its provider can end it. */
  readonly session?: IdentitySession;
}

/** What somebody was signed in with there, for as long as he is signed in here. */
export interface IdentitySession {
  /** What ends it, as the provider of identities wants it told. Secret. */
  readonly kept: string;
  /** By what names the provider asks for its end; absent: it never asks. */
  readonly knownAs?: readonly string[];
}

/** The person declined, or what came back is not to be believed: the text is for the operator's log. */
export class IdentityRefused extends Error {
  override name = 'IdentityRefused';
}

/** He is who he says, but less certainly than is demanded: he can come again with more. */
export class IdentityTooWeak extends IdentityRefused {
  override name = 'IdentityTooWeak';
}

/** Why its provider identified nobody, where it says so (SPID, table of anomalies: 19, 21, 22, 23 and 25). */
export type DeclineReason = 'credentials' | 'late' | 'consent' | 'blocked' | 'cancelled';

/** Nobody was identified, and the person may know why. */
export class IdentityDeclined extends IdentityRefused {
  override name = 'IdentityDeclined';
  readonly why: DeclineReason;

  constructor(message: string, why: DeclineReason, options?: ErrorOptions) {
    super(message, options);
    this.why = why;
  }
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
  /**
   * Where the browser goes so that his session ends there as well, to come back to `backUrl`; undefined: it has no such place. Throws
   * IdentityUnavailable.
   */
  leave?(session: string, backUrl: string): Promise<{ readonly location: string; readonly kept: string } | undefined>;
  /** The query he came back with: does it say that his session has ended there? */
  hasLeft?(query: string, kept: string): boolean;
  /** The query by which the provider asks, at `url` of ours, that a session ends (SAML single logout). Throws IdentityRefused. */
  askedToEnd?(query: string, url: string): SessionEndAsked;
  /** The token by which the provider itself, without a browser, says that a session is over (OIDC). Throws IdentityRefused. */
  toldToEnd?(token: string): Promise<SessionEndTold>;
  /** By what name it knows us (SAML): all providers of a federation know us by one. */
  readonly knownAs?: string;
  /** What a provider must know of us, as XML (SAML), with every address to come back to from those that know us by the same name. */
  metadata?(ours: { readonly callbackUrls: readonly string[]; readonly logoutUrls: readonly string[] }): string;
}

export interface SessionEndAsked {
  /** One of `IdentitySession.knownAs`. */
  readonly knownAs: string;
  /** Where the browser goes with the answer. */
  answer(hasEnded: boolean): string;
}

export interface SessionEndTold {
  /** One of `IdentitySession.knownAs`: several sessions may be known by it. */
  readonly knownAs: string;
  /** The name of this order: the same one again is not followed. */
  readonly id: string;
}
