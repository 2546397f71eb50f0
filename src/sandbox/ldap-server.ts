import type { Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { LdifEntry } from '#ldif';
import { type CurrentTree, currentTree, LdapSession } from './ldap-session.ts';

export interface LdapServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly key: string; readonly certificate: string };
  /** PEM: client certificates must come from here, as over HTTPS (RFC 6109 5.6). */
  readonly clientRoot: string;
  /** The directory as it stands now; the same array until it changes. */
  entries(): readonly LdifEntry[];
}

const MAX_CONNECTIONS = 100;
const IDLE_MS = 60_000;
const HANDSHAKE_MS = 10_000;

/**
 * The directory over LDAPS, read only (RFC 4511, pages of RFC 2696, the schema of RFC 6109 4.5): whoever tests how he reads the index
 * finds here what the central directory is said to be.
 */
export function openLdapServer({ listen, tls, clientRoot, entries }: LdapServerOptions): Promise<Server> {
  const current = currentTree(entries);
  const secure = { key: tls.key, cert: tls.certificate, ca: clientRoot, minVersion: 'TLSv1.2' } as const;
  const server = createServer(
    { ...secure, requestCert: true, rejectUnauthorized: true, handshakeTimeout: HANDSHAKE_MS },
    (socket) => void converse(socket, current),
  );
  server.maxConnections = MAX_CONNECTIONS;
  // A peer that breaks its handshake is no fault of ours.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => resolve(server));
  });
}

/** What comes while a request is answered waits, and a peer that does not read is not written to. */
async function converse(socket: Socket, current: CurrentTree): Promise<void> {
  const session = new LdapSession(current);
  socket.setNoDelay(true);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  try {
    for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      await send(socket, session.take(piece));
      if (session.isOver) break;
    }
    socket.end();
  } catch {
    // The peer is gone in the middle of a word.
    socket.destroy();
  }
}

/** Small messages go together. */
async function send(socket: Socket, messages: Iterable<Uint8Array>): Promise<void> {
  socket.cork();
  for (const message of messages) {
    if (socket.write(message)) continue;
    socket.uncork();
    await drained(socket);
    socket.cork();
  }
  socket.uncork();
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the peer is gone'));
    if (socket.destroyed) return gone();
    socket.once('close', gone);
    socket.once('drain', () => {
      socket.off('close', gone);
      resolve();
    });
  });
}
