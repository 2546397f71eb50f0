import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface WordScanner extends AsyncDisposable {
  readonly port: number;
}

/** Speaks as clamd does (INSTREAM); this word is the only virus it knows. Two providers that know different ones need two of them. */
export async function startWordScanner(word: string): Promise<WordScanner> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let heard = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (octets) => {
      heard = Buffer.concat([heard, octets]);
      if (!heard.subarray(-4).equals(Buffer.alloc(4))) return;
      socket.end(heard.includes(word) ? 'stream: Test.Word FOUND\0' : 'stream: OK\0');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
