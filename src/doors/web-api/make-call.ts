import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Endpoint, id } from '#contract';
import type { Call } from './call.ts';
import { callerName } from './caller-name.ts';
import { rightsChanged, tooOften } from './door-refusals.ts';
import { type Caller, type Judged, judgeAccess } from './judge-access.ts';
import type { Serving } from './serve-api.ts';
import { callCookies, cookieNames } from './session-cookies.ts';

const MAX_DEVICE = 300;

export interface MadeCall {
  readonly call: Call;
  /** The same judgement again, for what has been on its way for a while: nothing less is open to him, and nothing else. Throws the `Refusal`. */
  judgeAgain(): Promise<void>;
}

/** Who calls, judged from the table; throws `Refusal` when he may not, or comes too often. */
export async function makeCall(
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  { options, paces }: Serving,
): Promise<MadeCall> {
  const { listener, visitors } = options;
  const caller = callerOf(request, cookieNames(listener).session);
  const named = id.safeParse((request.params as { readonly mailbox?: string }).mailbox);
  const mailbox = named.success ? named.data : undefined;
  const ports = { visitors, origins: listener.origins };
  const judged = await judgeAccess(endpoint, mailbox, caller, ports);
  const who = callerName(judged.visitor, request.ip);
  const waitMs = Math.max(judged.visitor ? paces.generally.take(who) : 0, paces.ofThis?.take(who) ?? 0);
  // A session speaks the language its holder chose; a program the one it asks for.
  if (judged.visitor?.by.kind === 'session') request.language = judged.visitor.language;
  if (waitMs > 0) throw tooOften(waitMs);
  const call: Call = {
    ...judged,
    language: request.language,
    peer: request.ip,
    device: caller.from.device,
    requestId: request.id,
    signal: signalOf(reply, listener.closing),
    query: /\?(.*)$/s.exec(request.raw.url ?? '')?.[1] ?? '',
    header: (name) => textOf(request.headers[name]),
    accepts: (type) => (request.headers.accept ?? '').toLowerCase().includes(type),
    cookies: callCookies(request, reply, listener),
  };
  return {
    call,
    async judgeAgain() {
      const now = await judgeAccess(endpoint, mailbox, { ...caller, from: { ...caller.from, isIdle: true } }, ports);
      if (grantOf(now) !== grantOf(judged)) throw rightsChanged();
    },
  };
}

/** What a stream was begun with. With less, or more, it is begun anew. */
function grantOf({ roles, organisation, box }: Judged): string {
  const { level, maySend, folders } = box ?? {};
  return JSON.stringify([roles, organisation, level, maySend, folders]);
}

function callerOf(request: FastifyRequest, sessionCookie: string): Caller {
  const { headers } = request;
  return {
    cookie: request.cookies[sessionCookie],
    authorization: headers.authorization,
    csrf: textOf(headers['x-ceralacca-csrf']),
    site: textOf(headers['sec-fetch-site']),
    page: headers.origin,
    isSafe: request.method === 'GET' || request.method === 'HEAD',
    from: { peer: request.ip, device: (headers['user-agent'] ?? '').slice(0, MAX_DEVICE) },
  };
}

function textOf(field: string | string[] | undefined): string | undefined {
  return Array.isArray(field) ? field[0] : field;
}

function signalOf(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, closing]);
}
