/** What the server and the process of the token say to each other. */

/** Where a key is: the module's shared library, the label of the token, the CKA_LABEL of the key. */
export interface TokenPlace {
  readonly module: string;
  readonly token: string;
  readonly label: string;
}

export interface OpenCall {
  readonly call: 'open';
  readonly place: TokenPlace;
  readonly pin: string;
  /** DER of the SubjectPublicKeyInfo the key must have; absent: there must be one key of that label, and its own is answered. */
  readonly publicKey?: Uint8Array;
  /** Make an RSA key of this many bits when the token holds none of that label. */
  readonly make?: number;
}

export interface SignCall {
  readonly call: 'sign';
  readonly data: Uint8Array;
}

export type TokenCall = OpenCall | SignCall;

/** What `open` answers. */
export interface OpenedKey {
  readonly publicKey: Uint8Array;
  readonly made: boolean;
}

/**
 * Why a token does not serve. `gone`: perhaps it comes back, so that trying again is right. `wrong-pin`: must not be tried again, since
 * a token locks itself after a few. The others want a person.
 */
export type TokenFaultKind = 'not-built' | 'no-module' | 'no-token' | 'wrong-pin' | 'no-key' | 'unfit-key' | 'gone';

export interface ToldFault {
  readonly kind: TokenFaultKind;
  readonly text: string;
}

export type TokenQuestion = TokenCall & { readonly id: number };

export type TokenAnswer =
  | { readonly id: number; readonly value: OpenedKey | Uint8Array }
  | { readonly id: number; readonly fault: ToldFault };

/** A token that does not serve, in one sentence. */
export class TokenFault extends Error {
  override name = 'TokenFault';
  readonly kind: TokenFaultKind;

  constructor(kind: TokenFaultKind, text: string) {
    super(text);
    this.kind = kind;
  }
}
