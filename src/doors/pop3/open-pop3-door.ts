import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { type LoginBrake, peerCount } from '#doors/brakes';
import { err } from '#pop3';
import { type OpenMailbox, openBackend } from './backend.ts';
import { MaildropLocks } from './maildrop-locks.ts';
import { serveConnection } from './serve-connection.ts';

export interface Pop3DoorOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** STLS on a clear port (RFC 2595), or TLS from the first octet (RFC 8314 3.3). In clear nobody logs in. */
  readonly mode: 'starttls' | 'implicit';
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly heloName: string;
  readonly limits?: { readonly maxConnections?: number; readonly maxConnectionsPerPeer?: number };
  /** Shared with the other doors. */
  readonly brake: LoginBrake;
  /** Shared by the POP3 doors of one provider: a mailbox is open once, whichever door was used. */
  readonly locks?: MaildropLocks;
  /** Checks the password and opens the mailbox. */
  readonly open: OpenMailbox;
  onFault?(fault: Error): void;
}

const CROWDED = err('[SYS/TEMP] too many connections, try again later').line;

export async function openPop3Door(options: Pop3DoorOptions) {
  const { listen, mode, heloName, limits, open, brake, locks = new MaildropLocks() } = options;
  const onFault = (fault: Error) => options.onFault?.(fault);
  const backend = openBackend({ open, brake, locks, onFault });
  const context = createSecureContext({ ...options.tls, minVersion: 'TLSv1.2' });
  const count = peerCount({ total: limits?.maxConnections ?? 1_000, perPeer: limits?.maxConnectionsPerPeer ?? 200 });
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = socket.remoteAddress?.replace(/^::ffff:/i, '');
    if (peer === undefined || !count.enter(peer)) return turnAway(socket, mode);
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      count.leave(peer);
    });
    void serveConnection(socket, { backend: backend(peer), mode, context, heloName, onFault });
  });
  server.listen(listen.port, listen.host);
  await once(server, 'listening');
  const { port, address } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    async close(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Cheaply: a handshake only to say no would cost more than the connection. */
function turnAway(socket: Socket, mode: 'starttls' | 'implicit'): void {
  socket.on('error', () => {});
  if (mode === 'implicit') socket.destroy();
  else socket.end(CROWDED, 'latin1', () => socket.destroySoon());
  socket.resume();
}
