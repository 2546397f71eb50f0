import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import cookie from '@fastify/cookie';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Language } from '#contract';
import { peerNetwork } from '#doors/brakes';
import { answerProblem, answerRawProblem, rawProblem } from './answer-problem.ts';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import type { HttpListenerOptions } from './listen-options.ts';
import { nodeServer } from './node-server.ts';
import { pace } from './pace.ts';
import { HttpRefusal } from './problem-of.ts';
import { requestLanguage } from './request-language.ts';
import { setSecurityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of what is told: what the browser asks for, until it is known who the visitor is. */
    language: Language;
    arrivedAt: number;
  }
}

/** A listener to which others add their routes before it listens. */
export interface HttpListener {
  readonly app: FastifyInstance;
  /** Browsers speak TLS with us or with a proxy before us: cookies are `Secure`. */
  readonly isSecure: boolean;
  readonly origins: readonly string[];
  /** Ends when the listener closes: streams end with it. */
  readonly closing: AbortSignal;
  /** Opens the port, and tells which it is. */
  listen(): Promise<number>;
  /** Takes nothing new, ends streams, lets what is under way come to its end for a while, then cuts. */
  close(): Promise<void>;
}

/** Paths that are asked by machines, under whatever name they know us. */
const ANY_HOST = new Set(['/healthz', '/readyz', '/metrics']);
const MAX_PARAMETER = 1_200;
const CLOSE_LOOK_MS = 20;

/**
 * The web server of one process: bounds, security headers, request ids, and every error as RFC 9457 says. It serves nothing by itself;
 * what is behind it is registered on `app`.
 */
export async function openHttpListener(options: HttpListenerOptions): Promise<HttpListener> {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...options.limits };
  const closing = new AbortController();
  const isSecure = options.tls !== undefined || (options.origins[0]?.startsWith('https:') ?? false);
  const app = fastify({
    serverFactory: (handle) => nodeServer(options, limits, handle),
    trustProxy: options.proxies?.length ? [...options.proxies] : false,
    genReqId: () => Buffer.from(options.random.bytes(12)).toString('base64url'),
    requestIdHeader: false,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PARAMETER, ignoreTrailingSlash: false },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, request, reply) =>
      answerRawProblem(new HttpRefusal('bad-request'), reply.raw, request.raw.headers['accept-language']),
  });
  // Who takes a body reads it himself, within his own bounds.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  await app.register(cookie);
  app.decorateRequest('language', 'it');
  app.decorateRequest('arrivedAt', 0);
  addHooks(app, options, limits, { isSecure, closing: closing.signal });

  const server = app.server as Server;
  return {
    app,
    isSecure,
    origins: options.origins,
    closing: closing.signal,
    async listen() {
      // fastify writes into what it is given, and settings are frozen.
      await app.listen({ ...options.listen });
      return (server.address() as AddressInfo).port;
    },
    async close() {
      closing.abort();
      // A connection whose stream has just ended is idle only then.
      const idle = setInterval(() => server.closeIdleConnections(), CLOSE_LOOK_MS);
      const cut = setTimeout(() => server.closeAllConnections(), limits.graceMs);
      await app.close();
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}

function addHooks(
  app: FastifyInstance,
  options: HttpListenerOptions,
  limits: HttpLimits,
  { isSecure, closing }: { readonly isSecure: boolean; readonly closing: AbortSignal },
): void {
  const { monotonic } = options;
  const asked = pace(monotonic, limits.requestsPerMinute);
  const hosts = new Set(options.origins.map((origin) => new URL(origin).host));

  function judge(request: FastifyRequest): void {
    if (closing.aborted) throw new HttpRefusal('closing', 5);
    const { pathname } = pathOf(request);
    if (ANY_HOST.has(pathname)) return;
    const host = hostOf(request).toLowerCase();
    if (hosts.size > 0 && !hosts.has(host)) throw new HttpRefusal('wrong-host');
    const waitMs = asked.take(peerNetwork(request.ip));
    if (waitMs > 0) throw new HttpRefusal('too-many', waitMs / 1_000);
  }

  app.addHook('onRequest', async (request, reply) => {
    request.arrivedAt = monotonic.now();
    request.language = requestLanguage(request.headers['accept-language']);
    reply.header('x-request-id', request.id);
    judge(request);
  });
  app.addHook('onSend', async (_request, reply) => setSecurityHeaders(reply, isSecure));
  app.addHook('onResponse', async (request, reply) => {
    options.onAnswered?.({
      requestId: request.id,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      ms: Math.max(0, monotonic.now() - request.arrivedAt),
      peer: request.ip,
    });
  });
  const tell = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    // Who went away himself is told nothing, and it is nobody's fault.
    if (request.raw.destroyed && !request.raw.complete) return void reply.raw.destroy();
    if (answerProblem(error, request, reply)) options.onFault?.(error as Error, request.id, routeOf(request));
  };
  app.setErrorHandler(tell);
  app.setNotFoundHandler((request, reply) => tell(new HttpRefusal('not-found'), request, reply));
}

/** By which name we are meant (RFC 9112 3.2): two names would be one for a proxy before us and another for us; a whole address counts for more. */
function hostOf({ raw }: FastifyRequest): string {
  const fields = raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (fields.length > 1) throw new HttpRefusal('bad-request');
  return /^https?:\/\/([^/?#]*)/i.exec(raw.url ?? '')?.[1] ?? raw.headers.host ?? '';
}

function pathOf({ url }: FastifyRequest): { readonly pathname: string } {
  const end = url.search(/[?#]/);
  return { pathname: end < 0 ? url : url.slice(0, end) };
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)';
}

/** What is not HTTP at all, or did not come in time. */
function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'too-slow'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 'too-large'
        : 'bad-request';
  socket.end(rawProblem(new HttpRefusal(refusal)), () => socket.destroy());
}
