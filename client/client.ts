import { type ChainEvent, type Endpoints, type Octets, WIRE } from './endpoints.ts';
import { CeralaccaProblem, problemOf } from './problem.ts';

export type EndpointName = keyof Endpoints;
export type Asking<N extends EndpointName> = Endpoints[N]['asking'];
export type Answer<N extends EndpointName> = Endpoints[N]['answer'];

export type Credentials =
  /** A personal token, `cer_…`. */
  | { readonly token: string }
  /** A client of OAuth 2 (RFC 6749 4.4): its access tokens are had and renewed by themselves. */
  | { readonly clientId: string; readonly clientSecret: string; readonly scope?: string };

export interface ClientOptions {
  /** `https://webmail.example`, without `/api/v1`. */
  readonly url: string;
  readonly credentials?: Credentials;
  /** For tests and proxies; absent: the platform's. */
  readonly fetch?: typeof fetch;
  /** How often what failed by the world is tried again before it is told: 4. */
  readonly retries?: number;
  /** Before the first time; each is twice the one before, up to half a minute: 500. */
  readonly pauseMs?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same key, however often it is sent, sends one message: with it a call is tried again when its answer is lost. */
  readonly idempotencyKey?: string;
}

export interface EventsOptions {
  /** Cursor behind which to go on, or `now`; absent: everything that is kept. */
  readonly after?: string;
  readonly signal?: AbortSignal;
  /** Told of what failed before it is tried again; events never end for a fault of the world. */
  onFault?(fault: unknown): void;
}

interface Loose {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const WAIT_S = 25;
const PAUSE_MS = 500;
const LAST_PAUSE_MS = 30_000;
/** An access token is renewed so long before it ends. */
const EARLY_MS = 30_000;

/** The API of a provider: calls by the names of its endpoints, and the events of a mailbox as they come. */
export class CeralaccaClient {
  readonly #options: ClientOptions;
  readonly #fetch: typeof fetch;
  #access: { readonly token: string; readonly until: number } | undefined;
  #renewing: Promise<string> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#fetch = options.fetch ?? ((...args) => fetch(...args));
  }

  /**
   * Calls an endpoint. Throws `CeralaccaProblem` when it is refused. Faults of the network, 429 and 503 are waited for and tried again where
   * nothing can be done twice: reading, removing, replacing, and whatever has an `idempotencyKey`.
   */
  async call<N extends EndpointName>(name: N, asking: Asking<N>, options: CallOptions = {}): Promise<Answer<N>> {
    const { retries = 4 } = this.#options;
    const isSafe = /^(GET|PUT|DELETE) /.test(name) || options.idempotencyKey !== undefined;
    for (let tries = 0; ; tries++) {
      try {
        return (await this.#once(name, asking as Loose, options)) as Answer<N>;
      } catch (fault) {
        if (options.signal?.aborted || tries >= retries || !isOfTheWorld(fault) || !(isSafe || isPutOff(fault)))
          throw fault;
        await pause(this.#pauseOf(fault, tries), options.signal);
      }
    }
  }

  /**
   * The events of a mailbox, each once and in order, as they come; it ends with `signal`. Keep the cursor of the last event you are done with,
   * and hand it in as `after` when you start again: none is lost and none is told twice.
   */
  async *events(
    mailbox: string,
    { after, signal, onFault }: EventsOptions = {},
  ): AsyncGenerator<ChainEvent, void, void> {
    let cursor = after;
    let faults = 0;
    while (!signal?.aborted) {
      try {
        const query = { limit: 200, wait: WAIT_S, ...(cursor !== undefined && { after: cursor }) };
        const page = await this.#once(
          'GET /mailboxes/{mailbox}/events',
          { params: { mailbox }, query },
          { ...(signal && { signal }) },
        );
        const { events, cursor: next } = page as Answer<'GET /mailboxes/{mailbox}/events'>;
        faults = 0;
        yield* events;
        cursor = next;
      } catch (fault) {
        if (signal?.aborted) return;
        if (!isOfTheWorld(fault)) throw fault;
        onFault?.(fault);
        await pause(this.#pauseOf(fault, faults++), signal);
      }
    }
  }

  async #once(name: EndpointName, asking: Loose, options: CallOptions): Promise<unknown> {
    let response = await this.#send(name, asking, options);
    if (response.status === 401 && this.#access !== undefined && WIRE[name]?.body !== 'octets') {
      // It ended earlier than it said: the client was changed, or the clock moved.
      this.#access = undefined;
      response = await this.#send(name, asking, options);
    }
    if (!response.ok) throw new CeralaccaProblem(await problemOf(response));
    if (WIRE[name]?.answer === 'octets') return octetsOf(response);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  }

  async #send(name: EndpointName, { params = {}, query = {}, body }: Loose, options: CallOptions): Promise<Response> {
    const [method, path] = name.split(' ') as [string, string];
    const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
      if (params[key] === undefined) throw new TypeError(`${name}: params.${key} is missing`);
      return encodeURIComponent(String(params[key]));
    });
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const { signal, headers, idempotencyKey } = options;
    const isJson = WIRE[name]?.body !== 'octets';
    const token = path === '/oauth/token' ? undefined : await this.#token();
    return await this.#fetch(`${this.#root}${filled}${search.size > 0 ? `?${search}` : ''}`, {
      method,
      headers: {
        accept: WIRE[name]?.answer === 'octets' ? '*/*' : 'application/json',
        ...(body !== undefined && { 'content-type': isJson ? 'application/json' : 'application/octet-stream' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...headers,
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
      ...(signal && { signal }),
    });
  }

  #pauseOf(fault: unknown, tries: number): number {
    const asked = fault instanceof CeralaccaProblem ? (fault.problem.retryAfter ?? 0) * 1_000 : 0;
    const grown = Math.min(LAST_PAUSE_MS, (this.#options.pauseMs ?? PAUSE_MS) * 2 ** tries);
    // Many clients that failed together must not come back together.
    return Math.max(asked, grown / 2 + (Math.random() * grown) / 2);
  }

  get #root(): string {
    return `${this.#options.url.replace(/\/+$/, '')}/api/v1`;
  }

  async #token(): Promise<string | undefined> {
    const { credentials } = this.#options;
    if (credentials === undefined) return undefined;
    if ('token' in credentials) return credentials.token;
    if (this.#access !== undefined && this.#access.until > Date.now()) return this.#access.token;
    this.#renewing ??= this.#renew(credentials).finally(() => {
      this.#renewing = undefined;
    });
    return await this.#renewing;
  }

  async #renew({
    clientId,
    clientSecret,
    scope,
  }: Extract<Credentials, { readonly clientId: string }>): Promise<string> {
    const body = {
      grant_type: 'client_credentials' as const,
      client_id: clientId,
      client_secret: clientSecret,
      ...(scope !== undefined && { scope }),
    };
    const given = (await this.#once('POST /oauth/token', { body }, {})) as Answer<'POST /oauth/token'>;
    this.#access = { token: given.access_token, until: Date.now() + given.expires_in * 1_000 - EARLY_MS };
    return given.access_token;
  }
}

function octetsOf(response: Response): Octets {
  const named = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return {
    stream: response.body ?? new ReadableStream({ start: (controller) => controller.close() }),
    type: response.headers.get('content-type') ?? 'application/octet-stream',
    ...(named !== undefined && { name: named }),
    bytes: async () => new Uint8Array(await response.arrayBuffer()),
  };
}

/** The network, a provider that starts again, a proxy without anybody behind it; not what the API decided. */
function isOfTheWorld(fault: unknown): boolean {
  if (fault instanceof CeralaccaProblem) return fault.problem.status === 429 || fault.problem.status >= 500;
  return fault instanceof TypeError && !/params\./.test(fault.message);
}

/** Nothing was done with it. */
function isPutOff(fault: unknown): boolean {
  return fault instanceof CeralaccaProblem && (fault.problem.status === 429 || fault.problem.status === 503);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
