import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpListener } from '#doors/http-listener';
import type { CallCookies } from './call.ts';

/**
 * Names of our cookies. Over TLS the browser itself sees that no other host set them (`__Host-`, RFC 6265bis 4.1.3.2). Ports share
 * cookies: without TLS, several providers on one machine, the port stands in the name.
 */
export function cookieNames({ isSecure, origins }: Pick<HttpListener, 'isSecure' | 'origins'>) {
  const port = new URL(origins[0] ?? 'http://localhost').port;
  const prefix = isSecure ? '__Host-ceralacca' : `ceralacca${port === '' ? '' : `-${port}`}`;
  return { session: prefix, other: (name: string) => `${prefix}-${name}` };
}

type CookieOptions = NonNullable<Parameters<FastifyReply['setCookie']>[2]>;

/** The cookies of one call: never read by scripts, never sent from foreign pages; the one on the way to an identity provider comes back with its redirection. */
export function callCookies(
  request: FastifyRequest,
  reply: FastifyReply,
  listener: Pick<HttpListener, 'isSecure' | 'origins'>,
): CallCookies {
  const names = cookieNames(listener);
  const common: CookieOptions = { path: '/', httpOnly: true, secure: listener.isSecure };
  return {
    signIn: (value, maxAgeS) =>
      void reply.setCookie(names.session, value, {
        ...common,
        sameSite: 'strict',
        ...(maxAgeS !== undefined && { maxAge: maxAgeS }),
      }),
    signOut: () => void reply.clearCookie(names.session, { ...common, sameSite: 'strict' }),
    read: (name) => request.cookies[names.other(name)],
    // Browsers send such a cookie with foreign forms only over TLS; without it, what comes back by a form is lost.
    keep: (name, value, maxAge, { fromForms } = {}) => {
      const sameSite = fromForms && listener.isSecure ? 'none' : 'lax';
      void reply.setCookie(names.other(name), value, { ...common, sameSite, maxAge });
    },
    forget: (name) => void reply.clearCookie(names.other(name), { ...common, sameSite: 'lax' }),
  };
}
