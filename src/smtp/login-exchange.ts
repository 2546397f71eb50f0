export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** What a client's line leads to: a further challenge (base64), credentials, the end on the client's wish, or nonsense. */
export type LoginStep = { readonly challenge: string } | Credentials | 'called off' | 'malformed';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const ASK_USER = btoa('Username:');
const ASK_PASSWORD = btoa('Password:');

/** One AUTH command (RFC 4954 4) with PLAIN (RFC 4616) or LOGIN: give it the initial response, then each line of the client. */
export class LoginExchange {
  readonly #mechanism: 'PLAIN' | 'LOGIN';
  #user: string | undefined;

  constructor(mechanism: 'PLAIN' | 'LOGIN') {
    this.#mechanism = mechanism;
  }

  /** `=` stands for an empty initial response (RFC 4954 4). */
  begin(initial: string | undefined): LoginStep {
    if (initial === undefined) return { challenge: this.#mechanism === 'PLAIN' ? '' : ASK_USER };
    return this.proceed(initial === '=' ? '' : initial);
  }

  proceed(line: string): LoginStep {
    if (line === '*') return 'called off';
    const text = decode(line);
    if (text === undefined) return 'malformed';
    if (this.#mechanism === 'PLAIN') return readPlain(text);
    if (this.#user !== undefined) return { user: this.#user, password: text };
    if (text === '') return 'malformed';
    this.#user = text;
    return { challenge: ASK_PASSWORD };
  }
}

/** Authorization identity, user, password. Nobody acts for another. */
function readPlain(text: string): LoginStep {
  const [identity, user, password, ...more] = text.split('\0');
  if (user === undefined || user === '' || password === undefined || more.length > 0) return 'malformed';
  return identity === '' || identity === user ? { user, password } : 'malformed';
}

function decode(base64: string): string | undefined {
  if (!BASE64.test(base64)) return undefined;
  try {
    const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}
