import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { peerCount } from '#doors/brakes';
import { ServerSession, writeReply } from '#smtp';
import { Connection } from './connection.ts';
import type { SmtpLimits, SmtpListener, SmtpListenerOptions } from './types.ts';

const DEFAULTS: SmtpLimits = {
  maxConnections: 1000,
  maxConnectionsPerPeer: 200,
  idleMs: 300_000,
  commandMs: 300_000,
  dataMs: 3_600_000,
  maxCommandOctets: 12_288,
  closeGraceMs: 5_000,
};
const CROWDED = writeReply({ code: 421, enhanced: '4.7.0', text: 'too many connections, try again later' });

/** Opens an SMTP door: the sockets of `#smtp`. */
export async function listenSmtp<Account>(options: SmtpListenerOptions<Account>): Promise<SmtpListener> {
  const limits = { ...DEFAULTS, ...options.limits };
  const context = createSecureContext({ key: options.tls.key, cert: options.tls.cert, minVersion: 'TLSv1.2' });
  const onFault = (fault: Error) => options.onFault?.(fault);
  const count = peerCount({ total: limits.maxConnections, perPeer: limits.maxConnectionsPerPeer });
  const open = new Set<Connection<Account>>();
  let connections = 0;

  function welcome(socket: Socket): void {
    const peer = socket.remoteAddress?.replace(/^::ffff:/i, '');
    if (peer === undefined || !count.enter(peer)) {
      turnAway(socket, options.mode);
      return;
    }
    const id = String(++connections);
    const session = new ServerSession({ ...options, id, peer, implicitTls: options.mode === 'implicit', onFault });
    const connection = new Connection(socket, { ...options, session, context, limits, onFault });
    open.add(connection);
    socket.once('close', () => {
      count.leave(peer);
      open.delete(connection);
    });
  }

  // Half-open: a client that has said its last word still gets its answers.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, welcome);
  server.listen(options.listen.port, options.listen.host);
  await once(server, 'listening');
  server.on('error', onFault);
  const { port, address } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const connection of open) connection.retire();
      const grace = setTimeout(() => {
        for (const connection of open) connection.abandon();
      }, limits.closeGraceMs);
      await closed;
      clearTimeout(grace);
    },
  };
}

/** Cheaply: a handshake only to say no would cost more than the connection. */
function turnAway(socket: Socket, mode: 'starttls' | 'implicit'): void {
  socket.on('error', () => {});
  if (mode === 'implicit') {
    socket.destroy();
    return;
  }
  socket.end(CROWDED, 'latin1', () => socket.destroySoon());
  socket.resume();
}
