import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Area, type Endpoint, endpoints, Refusal } from '#contract';
import { HttpRefusal, pace } from '#doors/http-listener';
import type { Call } from './call.ts';
import { makeCall } from './make-call.ts';
import { openLines } from './open-lines.ts';
import { BODY_LIMITS } from './read-body.ts';
import { readRequest } from './read-request.ts';
import { sendAnswer } from './send-answer.ts';
import { FRESH_MS } from './send-events.ts';
import type { AreaRoutes, WebApiLimits, WebApiOptions } from './web-api-ports.ts';

export const API_ROOT = '/api/v1';

const LIMITS: WebApiLimits = {
  ...BODY_LIMITS,
  callsPerMinute: 1_200,
  streamsPerVisitor: 30,
  streams: 5_000,
  heartbeatMs: 15_000,
};

type AnyHandler = (asked: unknown, call: Call) => Promise<unknown>;

/** Serves every endpoint of the contract whose area has routes, under `/api/v1`. Call before the listener listens. */
export function serveApi(options: WebApiOptions): void {
  const served = new Map<string, string[]>();
  const limits = { ...LIMITS, ...options.limits };
  const lines = openLines(limits, options.onStreams);
  const generally = pace(options.monotonic, limits.callsPerMinute);
  for (const area of Object.keys(endpoints) as Area[]) {
    for (const { endpoint, handler } of areaRoutes(area, options.routes)) {
      const ofThis = endpoint.perMinute === undefined ? undefined : pace(options.monotonic, endpoint.perMinute);
      const serve = oneEndpoint(endpoint, handler, { options, limits, lines, paces: { generally, ofThis } });
      const url = `${API_ROOT}${endpoint.path.replace(/\{(\w+)\}/g, ':$1')}`;
      const hasHead = endpoint.method === 'GET' && endpoint.answer !== 'events';
      served.set(url, [...(served.get(url) ?? []), endpoint.method, ...(hasHead ? ['HEAD'] : [])]);
      options.listener.app.route({
        method: endpoint.method,
        url,
        exposeHeadRoute: hasHead,
        handler: serve,
      });
    }
  }
  for (const [url, methods] of served) refuseOthers(url, methods, options.listener);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** A path that is there, called in another way (RFC 9110 15.5.6): who mistook the method must not look for another path. */
function refuseOthers(url: string, methods: readonly string[], { app }: WebApiOptions['listener']): void {
  app.route({
    method: METHODS.filter((method) => !methods.includes(method)),
    url,
    handler: async (_, reply) => {
      reply.header('allow', methods.join(', '));
      throw new HttpRefusal('wrong-method');
    },
  });
}

function areaRoutes(area: Area, routes: AreaRoutes): readonly { endpoint: Endpoint; handler: AnyHandler }[] {
  const handlers = routes[area] as Readonly<Record<string, AnyHandler>> | undefined;
  if (handlers === undefined) return [];
  const table: readonly Endpoint[] = endpoints[area];
  return table.map((endpoint) => ({ endpoint, handler: handlers[`${endpoint.method} ${endpoint.path}`]! }));
}

export interface Serving {
  readonly options: WebApiOptions;
  readonly limits: WebApiLimits;
  readonly lines: ReturnType<typeof openLines>;
  readonly paces: { readonly generally: ReturnType<typeof pace>; readonly ofThis: ReturnType<typeof pace> | undefined };
}

/** How to come in: a client that asks for a token by its own secret (RFC 6749 5.2), everybody else with a token. */
const schemeOf = ({ code }: Refusal) => (code === 'invalid_client' ? 'Basic' : 'Bearer');

/** Judge, read, do, answer. */
function oneEndpoint(endpoint: Endpoint, handler: AnyHandler, serving: Serving) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { legalTime, monotonic } = serving.options;
    if (legalTime !== undefined) reply.header('date', new Date(legalTime.now()).toUTCString());
    try {
      const { call, judgeAgain } = await makeCall(endpoint, request, reply, serving);
      const asked = await readRequest(endpoint, request, serving.limits);
      const judgedAt = monotonic.now();
      const answer = await handler(asked, call);
      // Who waited for news hears none of what was closed to him meanwhile. What changed something has done so, and is told.
      if (endpoint.method === 'GET' && monotonic.now() - judgedAt >= FRESH_MS) await judgeAgain();
      return await sendAnswer(endpoint, answer, { request, reply, call, judgeAgain, serving });
    } catch (error) {
      if (error instanceof Refusal) {
        serving.options.onRefused?.(`${endpoint.method} ${endpoint.path}`, error.kind, error.code);
        if (error.kind === 'unknown') reply.header('www-authenticate', `${schemeOf(error)} realm="ceralacca"`);
      }
      throw error;
    }
  };
}
