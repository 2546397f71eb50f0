import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';

const HANDSHAKE_MS = 30_000;

/**
 * The same connection inside TLS, when the handshake is done. What was sent in clear before it is dropped, so that nothing of it
 * can be taken for said inside (RFC 2595 4, RFC 8314). Rejects when there is no handshake in time; the socket is then gone.
 */
export function secureSocket(clear: Socket, secureContext: SecureContext): Promise<TLSSocket> {
  while (clear.read() !== null);
  const secure = new TLSSocket(clear, { isServer: true, secureContext });
  return new Promise((resolve, reject) => {
    const fail = () => {
      clear.destroy();
      secure.destroy();
      reject(new Error('the TLS handshake was not completed'));
    };
    const timer = setTimeout(fail, HANDSHAKE_MS).unref();
    secure.once('error', fail).once('close', fail);
    secure.once('secure', () => {
      clearTimeout(timer);
      secure.off('error', fail).off('close', fail);
      secure.on('error', () => secure.destroy());
      resolve(secure);
    });
  });
}
