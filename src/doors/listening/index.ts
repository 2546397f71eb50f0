import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** A server of HTTP, or of HTTPS. */
export type ClosableServer = Server & { closeAllConnections(): void };

export interface ListeningDoor {
  readonly port: number;
  /** Resolves when nothing of it is open any more: who is connected is not waited for. */
  close(): Promise<void>;
}

/** Opens a small door that answers in one go, and closes it without waiting for idle connections. Rejects when the address is taken. */
export async function listenAt(
  server: ClosableServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ListeningDoor> {
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
