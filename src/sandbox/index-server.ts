import { createServer as createHttpServer, type Server } from 'node:http';
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

/** Certificate revocation lists, over plain HTTP: they are signed (RFC 5280 8). */
export function openCrlServer(
  listen: { readonly host: string; readonly port: number },
  document: (path: string) => Uint8Array | undefined,
): Promise<Server> {
  const server = createHttpServer((request, response) => {
    const crl = request.method === 'GET' ? document(request.url ?? '') : undefined;
    if (crl === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/pkix-crl', 'content-length': crl.length }).end(crl);
  });
  return listening(server, listen);
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
