import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';

export interface IndexServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly key: string; readonly certificate: string };
  /** PEM: client certificates must come from here (RFC 6109 5.6, T128). */
  readonly clientRoot: string;
  document(): Uint8Array | undefined;
}

const P7M = 'application/pkcs7-mime; smime-type=signed-data';

/** The directory over HTTPS, for holders of a client certificate only. */
export function openIndexServer(options: IndexServerOptions): Promise<HttpsServer> {
  const server = createHttpsServer(
    {
      key: options.tls.key,
      cert: options.tls.certificate,
      ca: options.clientRoot,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
    (request, response) => {
      const document = request.method === 'GET' && request.url === '/index.ldif.p7m' ? options.document() : undefined;
      if (document === undefined) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': P7M, 'content-length': document.length }).end(document);
    },
  );
  return listening(server, options.listen);
}

/** Answers what is posted to it: time-stamps (RFC 3161 3.4), revocation (RFC 6960 A.1). */
export interface AnsweringOffice {
  /** The content types of question and answer. */
  readonly asks: string;
  readonly answers: string;
  /** The question may stand in the address, in base64 (RFC 6960 A.1). */
  readonly alsoByGet?: true;
  answer(query: Uint8Array): Promise<Uint8Array>;
}

const MAX_QUERY_BYTES = 65_536;

/**
 * What the authority signs itself, over plain HTTP: revocation lists by GET (RFC 5280 8), and the offices that are asked by POST,
 * by their path.
 */
export function openCrlServer(
  listen: { readonly host: string; readonly port: number },
  document: (path: string) => Uint8Array | undefined,
  offices: ReadonlyMap<string, AnsweringOffice> = new Map(),
): Promise<Server> {
  const server = createHttpServer((request, response) => {
    const office = request.method === 'POST' ? offices.get(request.url ?? '') : undefined;
    if (office !== undefined) {
      void answerQuery(office, request, response).catch(() => response.destroy());
      return;
    }
    const inAddress = request.method === 'GET' ? askedInAddress(request.url ?? '', offices) : undefined;
    if (inAddress !== undefined) {
      void sendAnswer(inAddress.office, inAddress.query, response).catch(() => response.destroy());
      return;
    }
    const crl = request.method === 'GET' ? document(request.url ?? '') : undefined;
    if (crl === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/pkix-crl', 'content-length': crl.length }).end(crl);
  });
  return listening(server, listen);
}

function askedInAddress(url: string, offices: ReadonlyMap<string, AnsweringOffice>) {
  for (const [path, office] of offices) {
    if (!office.alsoByGet || !url.startsWith(`${path}/`)) continue;
    const base64 = url
      .slice(path.length + 1)
      .replace(/%2B/gi, '+')
      .replace(/%2F/gi, '/')
      .replace(/%3D/gi, '=');
    return { office, query: new Uint8Array(Buffer.from(base64, 'base64')) };
  }
  return undefined;
}

async function sendAnswer(office: AnsweringOffice, query: Uint8Array, response: ServerResponse): Promise<unknown> {
  const answer = await office.answer(query);
  return response.writeHead(200, { 'content-type': office.answers, 'content-length': answer.length }).end(answer);
}

async function answerQuery(
  office: AnsweringOffice,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  if (request.headers['content-type'] !== office.asks) return response.writeHead(415).end();
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_QUERY_BYTES) return response.writeHead(413, { connection: 'close' }).end();
    pieces.push(piece);
  }
  return sendAnswer(office, new Uint8Array(Buffer.concat(pieces)), response);
}

function listening<T extends Server | HttpsServer>(
  server: T,
  { host, port }: { host: string; port: number },
): Promise<T> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
