import type { TLSSocket } from 'node:tls';
import { err, MAX_COMMAND_OCTETS, type Pop3Backend, type Pop3Reply, Pop3Session } from '#pop3';

/** RFC 1939 3: at least ten minutes once inside; a stranger gets less. */
const IDLE_MS = 600_000;
const STRANGER_MS = 60_000;
/** Wrong commands before a client is shown out. */
const MAX_ERRORS = 20;
/** How long the peer may take to hear our last words and hang up. */
const LINGER_MS = 5_000;
const LF = 10;

/** Talks POP3 on one connection until it ends. Never rejects: a broken connection ends the session alone. */
export async function serveConnection(
  socket: TLSSocket,
  backend: Pop3Backend,
  heloName: string,
  onFault: (fault: Error) => void,
): Promise<void> {
  const session = new Pop3Session(backend);
  socket.setTimeout(STRANGER_MS, () => socket.destroy());
  let errors = 0;
  try {
    socket.write(`+OK ${heloName} POP3 ready\r\n`);
    for await (const line of linesOf(socket)) {
      const reply =
        line === undefined ? { ...err('the line is too long'), close: true as const } : await session.answer(line);
      await send(socket, reply);
      if (session.entered) socket.setTimeout(IDLE_MS);
      if (reply.line.startsWith('-ERR') && ++errors >= MAX_ERRORS) break;
      if (reply.close) break;
    }
  } catch (fault) {
    // A peer that leaves is no fault; a message that cannot be read is, and must not seem to end.
    if (!socket.destroyed) onFault(fault as Error);
    socket.destroy();
  } finally {
    session.end();
    socket.end();
    // What still comes is thrown away: only a socket that is read sees the peer hang up.
    socket.resume();
    socket.setTimeout(LINGER_MS);
  }
}

async function send(socket: TLSSocket, { line, body }: Pop3Reply): Promise<void> {
  if (body === undefined) {
    socket.write(line, 'latin1');
    return;
  }
  socket.cork();
  socket.write(line, 'latin1');
  for await (const piece of body) {
    const taken = typeof piece === 'string' ? socket.write(piece, 'latin1') : socket.write(piece);
    if (taken) continue;
    socket.uncork();
    await drained(socket);
    socket.cork();
  }
  socket.uncork();
}

/** Resolves when more may be written; rejects when the connection is gone. */
function drained(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      if (socket.destroyed) reject(new Error('the connection is gone'));
      else resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/**
 * Command lines, UTF-8. They are answered one by one, so what a client sends ahead (RFC 2449 6.6) waits in the socket. Undefined
 * for a line that is too long, after which nothing more is read.
 */
async function* linesOf(socket: TLSSocket): AsyncGenerator<string | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  // The socket outlives the reading: the last reply is still to be sent.
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
