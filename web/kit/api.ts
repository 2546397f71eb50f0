import type { Answered, Api, Asking, Problem } from '#contract';
import { ApiFault } from './api-fault.ts';
import { queryOf, routeOf } from './api-path.ts';
import { hearServerTime } from './server-clock.ts';

/** The name of an endpoint: `GET /mailboxes`. */
export type Name = keyof Api & string;
/** What an endpoint answers. */
export type AnswerOf<N extends Name> = Answered<Api[N]>;
export type ParamsOf<N extends Name> = Asking<Api[N]>['params'];
export type QueryOf<N extends Name> = Asking<Api[N]>['query'];
export type BodyOf<N extends Name> = Asking<Api[N]>['body'];

interface Always {
  readonly signal?: AbortSignal | undefined;
  /** Sent twice, done once. */
  readonly idempotencyKey?: string | undefined;
  /** Further header fields, by lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
type Query<N extends Name> = unknown extends QueryOf<N> ? { readonly query?: never } : { readonly query?: QueryOf<N> };
type Body<N extends Name> = unknown extends BodyOf<N> ? { readonly body?: never } : { readonly body: BodyOf<N> };
type More<N extends Name> = Always & Query<N> & Body<N>;
type Params<N extends Name> = unknown extends ParamsOf<N> ? Readonly<Record<string, never>> : ParamsOf<N>;
type Given<N extends Name> =
  unknown extends BodyOf<N>
    ? unknown extends ParamsOf<N>
      ? [params?: Params<N>, more?: More<N>]
      : [params: Params<N>, more?: More<N>]
    : [params: Params<N>, more: More<N>];

/** What the shell answers to what only it can do. */
export interface Hooks {
  /** Nobody is signed in any more. */
  signedOut(): void;
  /** Something sensitive: asks the person to prove again who he is. False: he would not. */
  confirm(): Promise<boolean>;
}

let csrf = '';
let hooks: Hooks = { signedOut: () => {}, confirm: () => Promise.resolve(false) };

export function setCsrf(token: string): void {
  csrf = token;
}

/** Returns what undoes it. */
export function setHooks(next: Partial<Hooks>): () => void {
  const before = hooks;
  hooks = { ...hooks, ...next };
  return () => {
    hooks = before;
  };
}

/**
 * Calls an endpoint of the contract: `api('GET /mailboxes/{mailbox}/folders', { mailbox })`. Throws `ApiFault`. Sensitive ones ask for the
 * second factor and go on; a session that ended leads to the sign-in page.
 */
export async function api<N extends Name>(name: N, ...[params, more]: Given<N>): Promise<AnswerOf<N>> {
  const response = await call(name, params as Record<string, unknown>, more as Loose | undefined);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as AnswerOf<N>;
  return (await response.json()) as AnswerOf<N>;
}

/** Where octets stand: for links, images and frames. */
export function urlOf<N extends Name>(name: N, params: Params<N>, query?: QueryOf<N>): string {
  return routeOf(name, params as Record<string, unknown>).path + queryOf(query as Record<string, unknown>);
}

/** Octets, told of as they come: `had` octets of `whole`, where the server says how many there will be. */
export async function octets<N extends Name>(
  name: N,
  params: Params<N>,
  more: Always &
    Query<N> &
    Partial<Body<N>> & { readonly onProgress?: (had: number, whole: number | undefined) => void } = {} as never,
): Promise<Blob> {
  const response = await call(name, params as Record<string, unknown>, more as Loose);
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
  const whole = Number(response.headers.get('content-length')) || undefined;
  const reader = response.body?.getReader();
  const pieces: BlobPart[] = [];
  let had = 0;
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done || value === undefined) break;
    pieces.push(value as BlobPart);
    had += value.byteLength;
    more.onProgress?.(had, whole);
  }
  return new Blob(pieces, { type });
}

interface Loose extends Always {
  readonly query?: unknown;
  readonly body?: unknown;
}

async function call(name: string, params: Record<string, unknown> | undefined, more: Loose = {}): Promise<Response> {
  const response = await ask(name, params, more);
  if (response.ok) return response;
  const fault = await faultOf(response);
  if (fault.kind === 'unconfirmed' && (await hooks.confirm())) {
    const again = await ask(name, params, more);
    if (again.ok) return again;
    throw await faultOf(again);
  }
  if (fault.kind === 'unknown' && !name.startsWith('POST /session')) hooks.signedOut();
  throw fault;
}

async function ask(name: string, params: Record<string, unknown> | undefined, more: Loose): Promise<Response> {
  const { method, path } = routeOf(name, params);
  const headers = new Headers({ accept: 'application/json', 'accept-language': document.documentElement.lang });
  if (method !== 'GET' && csrf !== '') headers.set('x-ceralacca-csrf', csrf);
  if (more.idempotencyKey !== undefined) headers.set('idempotency-key', more.idempotencyKey);
  for (const [field, value] of Object.entries(more.headers ?? {})) headers.set(field, value);
  let body: BodyInit | undefined;
  if (more.body instanceof Blob || more.body instanceof Uint8Array) {
    headers.set('content-type', 'application/octet-stream');
    body = more.body as BodyInit;
  } else if (more.body !== undefined) {
    headers.set('content-type', 'application/json');
    body = JSON.stringify(more.body);
  }
  const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
  if (body !== undefined) init.body = body;
  if (more.signal) init.signal = more.signal;
  try {
    const response = await fetch(path + queryOf(more.query as Record<string, unknown>), init);
    hearServerTime(response.headers.get('date'));
    return response;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new ApiFault(0);
  }
}

async function faultOf(response: Response): Promise<ApiFault> {
  const isProblem = /json/.test(response.headers.get('content-type') ?? '');
  const problem = isProblem ? ((await response.json().catch(() => ({}))) as Partial<Problem>) : {};
  return new ApiFault(response.status, problem);
}
