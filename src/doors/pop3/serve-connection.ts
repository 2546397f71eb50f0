import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { secureSocket } from '#doors/secure-socket';
import { err, type Pop3Backend, type Pop3Reply, Pop3Session } from '#pop3';
import { linesOf } from './lines-of.ts';

/** RFC 1939 3: at least ten minutes once inside; a stranger gets less. */
const IDLE_MS = 600_000;
const STRANGER_MS = 60_000;
const HANDSHAKE_MS = 30_000;
/** Wrong commands before a client is shown out. */
const MAX_ERRORS = 20;
/** How long the peer may take to hear our last words and hang up. */
const LINGER_MS = 5_000;

export interface ConnectionOptions {
  readonly backend: Pop3Backend;
  readonly mode: 'starttls' | 'implicit';
  readonly context: SecureContext;
  readonly heloName: string;
  onFault(fault: Error): void;
}

/** Talks POP3 on one connection until it ends. Never rejects: a broken connection ends the session alone. */
export async function serveConnection(clear: Socket, options: ConnectionOptions): Promise<void> {
  const { mode, context } = options;
  let socket = clear;
  const session = new Pop3Session(options.backend, mode === 'implicit' ? 'secure' : 'clear');
  clear.on('error', () => clear.destroy());
  try {
    if (mode === 'implicit') socket = await secureSocket(clear, context, HANDSHAKE_MS);
    socket.write(`+OK ${options.heloName} POP3 ready\r\n`);
    const talk = new Talk(session);
    while ((await talk.goOn(socket)) === 'handshake') {
      socket = await secureSocket(socket, context, HANDSHAKE_MS);
      session.secured();
    }
  } catch (fault) {
    // A peer that leaves is no fault; a message that cannot be read is, and must not seem to end.
    if (!socket.destroyed) options.onFault(fault as Error);
    socket.destroy();
  } finally {
    session.end();
    socket.end();
    // What still comes is thrown away: only a socket that is read sees the peer hang up.
    socket.resume();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  }
}

/** What is said on one connection, in clear and then inside TLS. */
class Talk {
  readonly #session: Pop3Session;
  #errors = 0;

  constructor(session: Pop3Session) {
    this.#session = session;
  }

  /** Answers lines until one asks for the handshake, or the end. */
  async goOn(socket: Socket): Promise<'handshake' | 'over'> {
    socket.setTimeout(STRANGER_MS, () => socket.destroy());
    for await (const line of linesOf(socket)) {
      const reply: Pop3Reply =
        line === undefined ? { ...err('the line is too long'), next: 'close' } : await this.#session.answer(line);
      await send(socket, reply);
      if (this.#session.entered) socket.setTimeout(IDLE_MS);
      if (reply.next === 'handshake') return 'handshake';
      if (reply.line.startsWith('-ERR') && ++this.#errors >= MAX_ERRORS) break;
      if (reply.next === 'close') break;
    }
    return 'over';
  }
}

async function send(socket: Socket, { line, body }: Pop3Reply): Promise<void> {
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
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      if (socket.destroyed) reject(new Error('the connection is gone'));
      else resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
