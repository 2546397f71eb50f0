import type { Socket } from 'node:net';
import { MAX_COMMAND_OCTETS } from '#pop3';

const LF = 10;

/**
 * Command lines, UTF-8. They are answered one by one, so what a client sends ahead (RFC 2449 6.6) waits in the socket. Undefined
 * for a line that is too long, after which nothing more is read. The socket outlives the reading: replies are still to be sent.
 */
export async function* linesOf(socket: Socket): AsyncGenerator<string | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  const chunks: AsyncIterable<Buffer> = socket.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF)) {
      if (end > MAX_COMMAND_OCTETS) break;
      yield rest.toString('utf8', 0, end).replace(/\r$/, '');
      rest = rest.subarray(end + 1);
    }
    if (rest.length > MAX_COMMAND_OCTETS) {
      yield undefined;
      return;
    }
  }
}
