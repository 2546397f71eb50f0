import type { FastifyReply } from 'fastify';

/**
 * Pages of ours: everything from here, nothing inline, nobody frames them. Blobs are previews that the page makes itself;
 * WebAssembly reads PDF and XML.
 */
export const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers that are no pages load and run nothing, should a browser ever show them. */
export const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const COMMON = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), ' +
    'usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)',
};
const TWO_YEARS = 'max-age=63072000; includeSubDomains';

/** What every answer carries; headers that a handler has set stay. */
export function setSecurityHeaders(reply: FastifyReply, isSecure: boolean): void {
  for (const [name, value] of Object.entries(COMMON)) if (!reply.hasHeader(name)) reply.header(name, value);
  if (isSecure && !reply.hasHeader('strict-transport-security')) reply.header('strict-transport-security', TWO_YEARS);
  if (!reply.hasHeader('content-security-policy')) {
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    reply.header('content-security-policy', isPage ? PAGE_POLICY : DATA_POLICY);
  }
  if (!reply.hasHeader('x-frame-options')) setFrameOptions(reply);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}

/** The same as the policy says, for what does not read policies (RFC 7034 2.1). It cannot name a site: where the policy does, it is left out. */
function setFrameOptions(reply: FastifyReply): void {
  const policy = String(reply.getHeader('content-security-policy'));
  const who = /frame-ancestors ([^;]+)/.exec(policy)?.[1]?.trim() ?? "'none'";
  if (who === "'none'") reply.header('x-frame-options', 'DENY');
  else if (who === "'self'") reply.header('x-frame-options', 'SAMEORIGIN');
}
