import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { listenAt } from '#doors/listening';
import { type AutoconfigAnswer, type AutoconfigPorts, answerRequest } from './answer-request.ts';

export interface AutoconfigDoorOptions extends AutoconfigPorts {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. Absent: plain HTTP, for a proxy before us that ends TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  onFault?(fault: Error): void;
}

/** An Autodiscover request has some hundred octets. */
const MAX_BODY_OCTETS = 16_384;
const LIMITS = { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000, maxHeaderSize: 8_192 };
const MAX_CONNECTIONS = 200;

/** Tells mail programs how to reach us, so that a holder types an address and a password and nothing else. */
export async function openAutoconfigDoor(options: AutoconfigDoorOptions) {
  const { listen, tls } = options;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, options).then(
      (answered) => send(answered, request, response),
      (fault: Error) => {
        if (!request.destroyed) options.onFault?.(fault);
        response.destroy();
      },
    );
  };
  const server = tls ? createHttps({ ...tls, ...LIMITS, minVersion: 'TLSv1.2' }, handle) : createHttp(LIMITS, handle);
  server.maxConnections = MAX_CONNECTIONS;
  return await listenAt(server, listen);
}

async function answer(request: IncomingMessage, ports: AutoconfigPorts): Promise<AutoconfigAnswer> {
  const { method = '', url: target = '/' } = request;
  const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  const body = method === 'POST' ? await bodyOf(request) : undefined;
  return answerRequest({ method, target, host, ...(body && { body }) }, ports);
}

/** Undefined when it is too long; the rest is not read. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BODY_OCTETS) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function send(
  { status, type, text = '', fileName }: AutoconfigAnswer,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(type && { 'content-type': type }),
    ...(fileName && { 'content-disposition': `attachment; filename="${fileName}"` }),
    ...(status === 405 && { allow: 'GET, HEAD, POST' }),
    // What was not read must not be taken for the next request.
    ...(status === 413 && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
