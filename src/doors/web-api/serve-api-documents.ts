import { createHash } from 'node:crypto';
import type { HttpListener } from '#doors/http-listener';
import { apiPage } from './api-page.ts';
import { type OpenApiFacts, openApiDocument } from './openapi.ts';
import { API_ROOT } from './serve-api.ts';

/** Serves what tells of the API: `/api/v1/openapi.json` for machines, `/api/` for people. Made once, when first asked. */
export function serveApiDocuments({ app }: HttpListener, facts: OpenApiFacts): void {
  let document: { readonly text: string; readonly tag: string } | undefined;
  app.get(`${API_ROOT}/openapi.json`, (request, reply) => {
    if (document === undefined) {
      const text = JSON.stringify(openApiDocument(facts));
      document = { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
    }
    reply.header('etag', document.tag).header('cache-control', 'no-cache');
    // Generators and editors of others read it from their own pages; nothing in it is secret.
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    if (request.headers['if-none-match'] === document.tag) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(document.text);
  });
  const page = apiPage(facts);
  app.get('/api', (_, reply) => reply.redirect('/api/', 308));
  app.get('/api/', (_, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', page.policy).send(page.html),
  );
}
