import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { peerCount } from '#doors/brakes';
import type { Monotonic } from '#ports';
import { type OpenMailbox, openBackend } from './backend.ts';
import { serveConnection } from './serve-connection.ts';

export interface Pop3DoorOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly heloName: string;
  readonly monotonic: Monotonic;
  readonly limits?: { readonly maxConnections?: number; readonly maxConnectionsPerPeer?: number };
  /** Checks the password and opens the mailbox. */
  readonly open: OpenMailbox;
  onFault?(fault: Error): void;
}

/** POP3 inside TLS from the first octet (RFC 8314 3.3): nobody can log in in clear, since there is no clear. */
export async function openPop3Door(options: Pop3DoorOptions) {
  const { listen, tls, heloName, limits } = options;
  const onFault = (fault: Error) => options.onFault?.(fault);
  const backend = openBackend(options.open, options.monotonic, onFault);
  const count = peerCount({ total: limits?.maxConnections ?? 1_000, perPeer: limits?.maxConnectionsPerPeer ?? 200 });
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer({ ...tls, minVersion: 'TLSv1.2', handshakeTimeout: 30_000 }, (socket) => {
    const peer = socket.remoteAddress ?? '';
    socket.on('error', () => socket.destroy());
    if (!count.enter(peer)) return void socket.end('-ERR [SYS/TEMP] too many connections\r\n');
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      count.leave(peer);
    });
    void serveConnection(socket, backend(peer), heloName, onFault);
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
