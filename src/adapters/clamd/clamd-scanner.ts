import { connect, type Socket } from 'node:net';
import { ScannerUnavailable, type ScanResult, type VirusScanner } from '#ports';
import { readReply } from './read-reply.ts';

export interface ClamdOptions {
  /** Where clamd listens: TCP, or the path of its unix socket. */
  readonly address: { readonly host: string; readonly port: number } | { readonly socket: string };
  /** From the connection to the answer. */
  readonly timeoutMs: number;
  /** Above it nothing is sent; keep it at or under clamd's StreamMaxLength. */
  readonly maxBytes: number;
}

const COMMAND = Buffer.from('zINSTREAM\0', 'latin1');
const END = Buffer.alloc(4);
const MAX_REPLY = 4096;

/** ClamAV's daemon, asked by INSTREAM: one connection a message, streamed, never held whole. */
export function clamdScanner(options: ClamdOptions): VirusScanner {
  const at = 'socket' in options.address ? options.address.socket : `${options.address.host}:${options.address.port}`;
  return {
    description: `ClamAV (clamd at ${at})`,
    async scan(content) {
      const socket = connect('socket' in options.address ? { path: options.address.socket } : options.address);
      try {
        return await converse(socket, content, options);
      } catch (error) {
        if (error instanceof ScannerUnavailable) throw error;
        throw new ScannerUnavailable(`clamd at ${at}: ${(error as Error).message}`, { cause: error });
      } finally {
        socket.destroy();
      }
    },
  };
}

async function converse(
  socket: Socket,
  content: AsyncIterable<Uint8Array>,
  options: ClamdOptions,
): Promise<ScanResult> {
  const ended = new AbortController();
  const reply = awaitReply(socket, options.timeoutMs);
  // A daemon that answers early (its size limit) or dies must end the sending too.
  reply.then(
    () => ended.abort(),
    () => ended.abort(),
  );
  await sendContent(socket, content, options.maxBytes, ended.signal);
  return readReply(await reply);
}

async function sendContent(
  socket: Socket,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
  ended: AbortSignal,
): Promise<void> {
  socket.write(COMMAND);
  let size = 0;
  for await (const chunk of content) {
    if (ended.aborted) return;
    size += chunk.length;
    if (size > maxBytes)
      throw new ScannerUnavailable(`the message is larger than the ${maxBytes} octets clamd may be sent`);
    // A chunk of length zero is the end mark of INSTREAM.
    if (chunk.length === 0) continue;
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    if (!socket.write(chunk)) await drained(socket, ended);
  }
  if (!ended.aborted) socket.write(END);
}

function drained(socket: Socket, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ended.aborted) return resolve();
    const go = () => {
      socket.off('drain', go);
      ended.removeEventListener('abort', go);
      resolve();
    };
    socket.once('drain', go);
    ended.addEventListener('abort', go, { once: true });
  });
}

function awaitReply(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new ScannerUnavailable(`no answer from clamd within ${timeoutMs} ms`)),
      timeoutMs,
    );
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\0');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > MAX_REPLY) reject(new ScannerUnavailable('the answer of clamd has no end'));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      reject(new ScannerUnavailable('clamd closed the connection before it answered'));
    });
  });
}
