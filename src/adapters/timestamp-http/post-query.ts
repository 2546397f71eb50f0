import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A granted answer has some 10 KiB. */
const MAX_ANSWER_BYTES = 256 * 1024;
const QUERY = 'application/timestamp-query';
const REPLY = 'application/timestamp-reply';

export interface PostOptions {
  readonly timeoutMs: number;
  /** Only ever sent over https. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** PEM: roots of the server's TLS certificate; absent: those of the platform. */
  readonly tlsRoots?: readonly string[];
}

/**
 * Posts a TimeStampReq and resolves with the octets of the answer (RFC 3161 3.4). Rejects with an Error of one clause on whatever
 * is not a whole answer of the right type within the time; redirects are not followed.
 */
export function postQuery(url: string, query: Uint8Array, options: PostOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request = open(new URL(url), query, options);
    const fail = (reason: string, cause?: unknown) => {
      reject(new Error(reason, { cause }));
      request.destroy();
    };
    request.on('error', (error) => {
      // AbortSignal.timeout bounds the whole exchange: a server that trickles octets is ended too.
      fail(error.name === 'AbortError' ? `no complete answer within ${options.timeoutMs} ms` : error.message, error);
    });
    request.on('response', (response) => collect(response, resolve, fail));
    request.end(query);
  });
}

function open(url: URL, query: Uint8Array, options: PostOptions): ClientRequest {
  const { credentials, tlsRoots } = options;
  if (url.username !== '' || url.password !== '') throw new Error('user and password do not belong in the URL');
  const common = {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(options.timeoutMs),
    headers: { 'content-type': QUERY, accept: REPLY, 'content-length': query.length },
  } as const;
  if (url.protocol === 'http:') {
    if (credentials !== undefined) throw new Error('a password is not sent over http');
    return httpRequest(url, common);
  }
  if (url.protocol !== 'https:') throw new Error('neither https nor http');
  return httpsRequest(url, {
    ...common,
    minVersion: 'TLSv1.2',
    ...(tlsRoots && { ca: [...tlsRoots] }),
    ...(credentials && { auth: `${credentials.user}:${credentials.password}` }),
  });
}

function collect(
  response: IncomingMessage,
  resolve: (answer: Uint8Array) => void,
  fail: (reason: string, cause?: unknown) => void,
): void {
  const { statusCode, headers } = response;
  if (statusCode !== 200) {
    fail(`answered with status ${statusCode}`);
    return;
  }
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== REPLY) {
    fail(`answered with ${type === '' ? 'no content type' : type}, not ${REPLY}`);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) fail(`answered with more than ${MAX_ANSWER_BYTES} octets`);
    else chunks.push(chunk);
  });
  response.on('end', () => {
    if (response.complete) resolve(new Uint8Array(Buffer.concat(chunks)));
    else fail('the connection was closed before the end of the answer');
  });
  response.on('error', (error) => fail(error.message, error));
}
