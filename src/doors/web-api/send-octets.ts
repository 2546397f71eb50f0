import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Octets, OctetsBody } from './answer.ts';
import { byteRange } from './byte-range.ts';
import { contentDisposition } from './content-disposition.ts';

/** What a browser may show by itself; everything else is kept as a file. */
const SHOWN = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'application/pdf',
  'text/plain',
  'text/html',
]);
const MEDIA_TYPE =
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(;\s*[a-z0-9-]+=("[^"\\\r\n]{0,100}"|[\w.+:-]{1,100}))*$/i;

/** Foreign HTML is shown with its own looks and nothing else: it runs nothing, loads nothing, sends nothing (CSP level 3, `sandbox`). */
const SEALED =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; font-src data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'self'";
const NO_LINKS = `${SEALED}; sandbox`;
const LINKS = `${SEALED}; sandbox allow-popups allow-popups-to-escape-sandbox`;

/** Sends octets, or the part of them that is asked for (RFC 9110 13.1.2, 13.1.5, 14). */
export function sendOctets(octets: Octets, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { headers } = request;
  setHeaders(octets, reply);
  const tag = octets.tag === undefined ? undefined : `"${octets.tag}"`;
  if (tag !== undefined && isNoneMatch(headers['if-none-match'], tag)) return reply.code(304).send();
  const size = sizeOf(octets.body);
  if (size === undefined) return sendBody(octets.body, undefined, request, reply);
  const isCurrent = headers['if-range'] === undefined || headers['if-range'] === tag;
  const range = isCurrent && request.method === 'GET' ? byteRange(headers.range, size) : undefined;
  if (range === 'none')
    return reply.code(416).header('content-range', `bytes */${size}`).removeHeader('content-disposition').send();
  if (range === undefined) return sendBody(octets.body, { start: 0, end: size }, request, reply);
  reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${size}`);
  return sendBody(octets.body, range, request, reply);
}

function setHeaders({ type, name, isDownload, tag, opensLinks, body }: Octets, reply: FastifyReply): void {
  const known = MEDIA_TYPE.test(type) ? type : 'application/octet-stream';
  const mayShow = SHOWN.has(known.split(';')[0]!.trim().toLowerCase());
  reply
    .type(known)
    .header('content-disposition', contentDisposition(isDownload === true || !mayShow, name))
    .header('content-security-policy', opensLinks ? LINKS : NO_LINKS)
    .header('x-frame-options', 'SAMEORIGIN')
    .header('accept-ranges', sizeOf(body) === undefined ? 'none' : 'bytes');
  // Kept by the browser only to be asked about each time.
  if (tag !== undefined) reply.header('etag', `"${tag}"`).header('cache-control', 'private, no-cache');
}

function isNoneMatch(field: string | undefined, tag: string): boolean {
  if (field === undefined) return false;
  return field.split(',').some((each) => each.trim().replace(/^W\//, '') === tag || each.trim() === '*');
}

function sizeOf(body: OctetsBody): number | undefined {
  return body instanceof Uint8Array ? body.length : 'size' in body ? body.size : undefined;
}

function sendBody(
  body: OctetsBody,
  range: { readonly start: number; readonly end: number } | undefined,
  { method }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (range !== undefined) reply.header('content-length', range.end - range.start);
  if (method === 'HEAD') return reply.send(Readable.from([]));
  if (body instanceof Uint8Array)
    return reply.send(Buffer.from(body.buffer, body.byteOffset, body.length).subarray(range!.start, range!.end));
  const source = 'size' in body ? body.read(range!.start, range!.end) : body;
  return reply.send(Readable.from(source, { objectMode: false }));
}
