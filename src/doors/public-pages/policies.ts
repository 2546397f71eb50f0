/** Pages without scripts: style, letters and images from here, forms to here. */
const NO_SCRIPTS = ["default-src 'none'", "style-src 'self'", "font-src 'self'", "img-src 'self'", "base-uri 'none'"];

export const PUBLIC_POLICY = [...NO_SCRIPTS, "form-action 'self'", "frame-ancestors 'none'"].join('; ');

/** May be framed by the body's own site, and by nobody else. */
export function framedPolicy(site: string | undefined): string {
  const origin = site !== undefined && URL.canParse(site) ? new URL(site).origin : 'null';
  return [...NO_SCRIPTS, "form-action 'none'", `frame-ancestors ${origin === 'null' ? "'self'" : origin}`].join('; ');
}
