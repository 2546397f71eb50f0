import { createHash } from 'node:crypto';
import { type Endpoint, endpoints } from '#contract';
import { type OpenApiFacts, operationId } from './openapi.ts';
import { API_ROOT } from './serve-api.ts';

const STYLE =
  'body{font:1rem/1.5 "Titillium Web",system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#17324d}' +
  'h2{margin-top:2rem;border-bottom:1px solid #b8c7d6;text-transform:capitalize}dt{margin-top:1rem;overflow-wrap:anywhere}' +
  'dd{margin:0}code{font:0.95em ui-monospace,monospace}.method{display:inline-block;min-width:4.5em;font-weight:700}' +
  'nav a{display:inline-block;margin-right:1em;text-transform:capitalize}a{color:#0059b3}.who{color:#455b71}';

/** The API on one page for people: the table as it stands. The machine's form of it is `openapi.json`. */
export function apiPage({ title, version }: OpenApiFacts): { readonly html: string; readonly policy: string } {
  const areas = Object.entries(endpoints) as [string, readonly Endpoint[]][];
  const html =
    `<!doctype html><html lang="en"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />` +
    `<title>API of ${plain(title)}</title><style>${STYLE}</style></head><body><header><h1>API of ${plain(title)}</h1>` +
    `<p>Version ${plain(version)}. For machines: <a href="${API_ROOT}/openapi.json"><code>${API_ROOT}/openapi.json</code></a> (OpenAPI 3.1). ` +
    `Paths stand behind <code>${API_ROOT}</code>; errors are <code>application/problem+json</code> (RFC 9457). In brackets stands who may call: anyone; a visitor, who is signed in; whoever has that much say in the ` +
    `mailbox, or that role; and the scope of a token: without one, only a session in a browser.</p></header>` +
    `<nav aria-label="Areas">${areas.map(([area]) => `<a href="#${area}">${area}</a>`).join(' ')}</nav><main>` +
    areas.map(([area, table]) => `<h2 id="${area}">${area}</h2><dl>${table.map(entry).join('')}</dl>`).join('') +
    `</main></body></html>\n`;
  const digest = createHash('sha256').update(STYLE).digest('base64');
  return { html, policy: `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; frame-ancestors 'none'` };
}

function entry(endpoint: Endpoint): string {
  const { method, path, summary, access, scope, isSensitive } = endpoint;
  const who =
    typeof access === 'string'
      ? access
      : 'mailbox' in access
        ? `mailbox: ${access.mailbox}`
        : `roles: ${access.roles.join(', ')}`;
  const more = [who, scope && `scope ${scope}`, isSensitive && 'confirmed session'].filter(Boolean).join(' · ');
  return (
    `<dt id="${operationId(endpoint)}"><code><span class="method">${method}</span>${plain(path)}</code></dt>` +
    `<dd>${plain(summary)} <span class="who">(${plain(more)})</span></dd>`
  );
}

function plain(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}
