import { createServer } from 'node:https';
import { listenAt } from '#doors/listening';

export interface OwnRecordDoorOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly key: string; readonly cert: string };
  /** Path part of LDIFLocationURL. */
  readonly path: string;
  /** The signed record, DER; undefined until it is made. */
  document(): Uint8Array | undefined;
}

const P7M = 'application/pkcs7-mime; smime-type=signed-data';

/** Serves the provider's own signed record over HTTPS, where LDIFLocationURL says it is (RFC 6109 4.5.6; spec 13.8). */
export async function openOwnRecordDoor({ listen, tls, path, document }: OwnRecordDoorOptions) {
  const server = createServer(
    { ...tls, minVersion: 'TLSv1.2', requestTimeout: 10_000, maxHeaderSize: 8_192 },
    (request, response) => {
      const record = request.method === 'GET' && request.url === path ? document() : undefined;
      if (record === undefined) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': P7M, 'content-length': record.length }).end(record);
    },
  );
  server.maxConnections = 100;
  return await listenAt(server, listen);
}
