import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { peerCount } from '#doors/brakes';
import type { ImapBackend } from '#imap';
import { Connection, type Patience } from './connection.ts';

export interface ImapDoorOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** STARTTLS on a clear port, or TLS from the first octet (RFC 8314 3.2). In clear nobody logs in. */
  readonly mode: 'starttls' | 'implicit';
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  readonly heloName: string;
  /** Told by ID. */
  readonly version?: string;
  readonly limits?: { readonly maxConnections?: number; readonly maxConnectionsPerPeer?: number } & Partial<Patience>;
  backend(peer: string): ImapBackend;
  onFault?(fault: Error): void;
  /** Told of what was inflated and read: few octets on the wire may be very many, garbage at once. */
  pieceWentBy?(octets: number): void;
}

/** RFC 9051 5.4: who is in may be silent for half an hour. */
const PATIENCE: Patience = { strangerMs: 60_000, idleMs: 31 * 60_000, handshakeMs: 30_000 };
const CLOSE_GRACE_MS = 2_000;
const CROWDED = '* BYE [UNAVAILABLE] too many connections, try again later\r\n';

export async function openImapDoor(options: ImapDoorOptions) {
  const { listen, mode, heloName, version, limits } = options;
  const onFault = (fault: Error) => options.onFault?.(fault);
  const pieceWentBy = (octets: number) => options.pieceWentBy?.(octets);
  const context = createSecureContext({ ...options.tls, minVersion: 'TLSv1.2' });
  const count = peerCount({ total: limits?.maxConnections ?? 2_000, perPeer: limits?.maxConnectionsPerPeer ?? 200 });
  const patience = { ...PATIENCE, ...limits };
  const identity = { name: 'Ceralacca', ...(version === undefined ? {} : { version }) };
  const open = new Set<Connection>();
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = socket.remoteAddress?.replace(/^::ffff:/i, '');
    if (peer === undefined || !count.enter(peer)) return turnAway(socket, mode);
    const told = { heloName, identity, backend: options.backend(peer) };
    const connection = new Connection(socket, { mode, context, patience, ...told, onFault, pieceWentBy });
    open.add(connection);
    socket.once('close', () => {
      open.delete(connection);
      count.leave(peer);
    });
    void connection.serve();
  });
  server.listen(listen.port, listen.host);
  await once(server, 'listening');
  server.on('error', onFault);
  const { port, address } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    async close(): Promise<void> {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const connection of open) connection.dismiss('the server is going down', 'UNAVAILABLE');
      const grace = setTimeout(() => {
        for (const connection of open) connection.drop();
      }, CLOSE_GRACE_MS);
      await closed;
      clearTimeout(grace);
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
