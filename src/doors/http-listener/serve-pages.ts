import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpListener } from './open-http-listener.ts';
import { INDEX, type PageFile, type PageFiles } from './page-files.ts';
import { HttpRefusal } from './problem-of.ts';
import { PAGE_POLICY } from './security-headers.ts';
import { type NotReady, waitingPage } from './waiting-page.ts';

/** One folder of pages, under its own path. */
export interface PageSet {
  /** `/`, or with a slash at both ends. */
  readonly at: string;
  /** What is served now. */
  files(): PageFiles | NotReady;
}

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Serves pages built before: a path that is no file is the page itself, whose router knows it. More particular routes win. */
export function servePages({ app }: HttpListener, sets: readonly PageSet[]): void {
  for (const set of sets) {
    const bare = set.at.slice(0, -1);
    if (bare !== '') app.get(bare, (_, reply) => reply.redirect(set.at, 308));
    app.get(`${set.at}*`, (request, reply) => {
      const name = (request.params as { readonly '*': string })['*'];
      if (set.at === '/' && /^api(\/|$)/.test(name)) throw new HttpRefusal('not-found');
      return send(set, name, request, reply);
    });
  }
}

function send(set: PageSet, name: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const files = set.files();
  const wantsPage = (request.headers.accept ?? '').includes('text/html');
  if (typeof files === 'string') {
    if (!wantsPage) throw new HttpRefusal('closing', 2);
    const { html, policy } = waitingPage(files, request.language);
    reply.code(503).header('content-security-policy', policy).header('vary', 'accept-language');
    if (files === 'building') reply.header('retry-after', 2);
    return reply.type('text/html; charset=utf-8').send(html);
  }
  const file = files.get(name === '' ? INDEX : name);
  if (file !== undefined) return sendFile(file, request, reply);
  // What looks like a file and is none is no page: an old name of a part must not come back as HTML.
  if (!wantsPage || name.startsWith('assets/')) throw new HttpRefusal('not-found');
  return sendFile(files.get(INDEX)!, request, reply);
}

function sendFile(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { type, tag, isForEver } = file;
  reply.type(type).header('etag', tag).header('vary', 'accept-encoding');
  reply.header('cache-control', isForEver ? FOR_EVER : 'no-cache');
  if (type.startsWith('text/html')) reply.header('content-security-policy', PAGE_POLICY);
  if (request.headers['if-none-match']?.replace(/^W\//, '') === tag) return reply.code(304).send();
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const [encoding, octets] =
    file.br && /\bbr\b/.test(accepted)
      ? (['br', file.br] as const)
      : file.gzip && /\bgzip\b/.test(accepted)
        ? (['gzip', file.gzip] as const)
        : ([undefined, file.octets] as const);
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.send(octets);
}
