import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket, type TLSSocketOptions } from 'node:tls';

/** An idle connection costs less than 100 KB. */
const highWaterMark = 16_384;

/**
 * The same connection inside TLS, when the handshake is done. What was sent in clear before it is dropped, so that nothing of it
 * can be taken for said inside (RFC 2595 4, RFC 9051 6.2.1). Rejects when there is no handshake in time; the socket is then gone.
 */
export function secureSocket(clear: Socket, secureContext: SecureContext, withinMs: number): Promise<TLSSocket> {
  while (clear.read() !== null);
  // Known to Node, not to its types. What OpenSSL once held for a connection it keeps: so it is given little at a time.
  const options: TLSSocketOptions & { readonly highWaterMark: number } = {
    isServer: true,
    secureContext,
    highWaterMark,
  };
  const secure = new TLSSocket(clear, options);
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer);
      clear.destroy();
      secure.destroy();
      reject(new Error('the TLS handshake was not completed'));
    };
    const timer = setTimeout(fail, withinMs).unref();
    secure.on('error', fail).once('close', fail);
    secure.once('secure', () => {
      clearTimeout(timer);
      secure.off('error', fail).off('close', fail);
      secure.on('error', () => secure.destroy());
      resolve(secure);
    });
  });
}
