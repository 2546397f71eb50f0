import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { ClientGone } from '#imap';

/**
 * The same connection inside TLS, when the handshake is done. What was sent in clear before it is dropped, so that nothing of it
 * can be taken for said inside (RFC 9051 6.2.1). Rejects when there is no handshake in time; the socket is then gone.
 */
export function secureSocket(clear: Socket, secureContext: SecureContext, withinMs: number): Promise<TLSSocket> {
  while (clear.read() !== null);
  const secure = new TLSSocket(clear, { isServer: true, secureContext });
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer);
      clear.destroy();
      secure.destroy();
      reject(new ClientGone('the TLS handshake was not completed'));
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
