import { setTimeout as pause } from 'node:timers/promises';
import { SignerUnavailable } from '#ports';
import { type OpenCall, type OpenedKey, TokenFault, type TokenPlace } from './token-calls.ts';
import { type LinkTimes, TokenLink } from './token-link.ts';

export interface Pkcs11KeyOptions extends TokenPlace {
  readonly pin: string;
  /** DER of the SubjectPublicKeyInfo the key must have; absent: the one key of that label. */
  readonly publicKey?: Uint8Array;
  /** Make an RSA key of this many bits when the token holds none of that label. */
  readonly make?: number;
  /** Of the module's process: modules find their own settings there. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A signature waits this long for a token that is gone, counted from the first failure; default 5 s. */
  readonly patienceMs?: number;
  readonly times?: LinkTimes;
  /** Told why the key cannot be used, once, and with undefined that it can again. */
  onChange?(fault: string | undefined): void;
}

/** A private key in a token. */
export interface Pkcs11Key extends AsyncDisposable {
  /** DER of its SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly made: boolean;
  /** RSASSA-PKCS1-v1_5 with SHA-256. Throws SignerUnavailable when the token cannot be had for longer than the patience. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

const PATIENCE_MS = 5_000;
const TIMES: LinkTimes = { openMs: 20_000, stallMs: 5_000 };
const PAUSE_MS = 100;
const CLOSED = new TokenFault('gone', 'the key is closed');

/**
 * Opens a key over PKCS#11 (spec 14.3). The module runs in a process of its own: when it crashes, hangs, or the token is gone and comes
 * back, a new process takes its place, and signatures that waited are made there. Throws TokenFault in one sentence.
 */
export async function openPkcs11Key(options: Pkcs11KeyOptions): Promise<Pkcs11Key> {
  const keeper = new KeyKeeper(options);
  const { publicKey, made } = await keeper.open();
  return {
    publicKey,
    made,
    sign: (data) => keeper.sign(data),
    [Symbol.asyncDispose]: async () => keeper.close(),
  };
}

/** One process at a time: the one that serves, or the one on its way. */
class KeyKeeper {
  readonly #options: Pkcs11KeyOptions;
  #call: OpenCall;
  #serving: TokenLink | undefined;
  #starting: Promise<TokenLink> | undefined;
  /** A PIN that was refused is not tried again: the token would lock itself. */
  #refused: TokenFault | undefined;
  #isLost = false;
  #isClosed = false;

  constructor(options: Pkcs11KeyOptions) {
    const { module, token, label, pin, publicKey, make } = options;
    this.#options = options;
    this.#call = {
      call: 'open',
      place: { module, token, label },
      pin,
      ...(publicKey && { publicKey }),
      ...(make !== undefined && { make }),
    };
  }

  async open(): Promise<OpenedKey> {
    const [link, opened] = await this.#start();
    this.#serving = link;
    // From now on it is this key and no other, and none is made.
    const { call, place, pin } = this.#call;
    this.#call = { call, place, pin, publicKey: opened.publicKey };
    return opened;
  }

  async sign(data: Uint8Array): Promise<Uint8Array> {
    let patience: AbortSignal | undefined;
    let last: TokenFault | undefined;
    for (;;) {
      let link: TokenLink | undefined;
      try {
        link = await inTime(this.#running(), patience, last);
        const signature = await link.sign(data);
        this.#tellFound();
        return signature;
      } catch (fault) {
        if (!(fault instanceof TokenFault)) throw fault;
        last = fault;
        if (link !== undefined) this.#drop(link, fault);
        this.#tellLost(fault);
        if (this.#refused !== undefined || this.#isClosed) throw unavailable(fault);
        patience ??= AbortSignal.timeout(this.#options.patienceMs ?? PATIENCE_MS);
        if (patience.aborted) throw unavailable(fault);
        await pause(PAUSE_MS);
      }
    }
  }

  /** The process that serves, or a new one; all who wait share its start. */
  async #running(): Promise<TokenLink> {
    if (this.#refused !== undefined) throw this.#refused;
    if (this.#isClosed) throw CLOSED;
    if (this.#serving !== undefined && !this.#serving.isOver) return this.#serving;
    this.#starting ??= this.#start()
      .then(([link]) => {
        this.#serving = link;
        return link;
      })
      .finally(() => {
        this.#starting = undefined;
      });
    return await this.#starting;
  }

  async #start(): Promise<readonly [TokenLink, OpenedKey]> {
    const link = new TokenLink(this.#options.environment, this.#options.times ?? TIMES);
    try {
      const opened = await link.open(this.#call);
      if (this.#isClosed) throw CLOSED;
      return [link, opened];
    } catch (fault) {
      link.end(CLOSED);
      if (fault instanceof TokenFault && fault.kind === 'wrong-pin') this.#refused = fault;
      throw fault;
    }
  }

  /** A module that lost its token may keep a stale picture of it: the whole process goes. */
  #drop(link: TokenLink, why: TokenFault): void {
    link.end(why);
    if (this.#serving === link) this.#serving = undefined;
  }

  #tellLost({ message }: TokenFault): void {
    if (this.#isLost || this.#isClosed) return;
    this.#isLost = true;
    this.#options.onChange?.(message);
  }

  #tellFound(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#options.onChange?.(undefined);
  }

  close(): void {
    this.#isClosed = true;
    this.#serving?.end(CLOSED);
  }
}

function unavailable(fault: TokenFault): SignerUnavailable {
  return new SignerUnavailable(fault.message, { cause: fault });
}

/** The work, or once the patience is over the fault that began it. */
async function inTime<T>(
  work: Promise<T>,
  patience: AbortSignal | undefined,
  last: TokenFault | undefined,
): Promise<T> {
  if (patience === undefined || last === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(last);
  if (patience.aborted) end();
  patience.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    patience.removeEventListener('abort', end);
  }
}
