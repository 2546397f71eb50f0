import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A door in front of another, which a test can lock: what goes through it is not looked at. */
export interface SwitchableDoor extends AsyncDisposable {
  readonly port: number;
  /** Where it leads: known once the other side is there. */
  leadTo(port: number): void;
  lock(): void;
  open(): void;
}

export async function openSwitchableDoor(): Promise<SwitchableDoor> {
  const sockets = new Set<Socket>();
  let target = 0;
  let isLocked = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    if (isLocked) return void socket.destroy();
    const inner = connect({ host: '127.0.0.1', port: target });
    inner.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    socket.pipe(inner).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port;
    },
    lock() {
      isLocked = true;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isLocked = false;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
