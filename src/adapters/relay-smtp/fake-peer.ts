import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { TLSSocket } from 'node:tls';

/** What a scripted server hears and says. A test's only; no part of the relay. */
export interface PeerScript {
  greet?(connection: number): string;
  /** Extension lines of EHLO. */
  readonly offers?: readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string; readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' };
  /** The reply to a command, without CRLF; undefined: the usual one; empty: silence; 'hang up' closes. */
  answer?(command: string, connection: number): string | undefined;
  /** The reply to a message. */
  received?(message: string, connection: number): string | undefined;
}

export interface FakePeer {
  readonly port: number;
  /** Every command heard, DATA contents left out, in order, by connection. */
  readonly heard: string[][];
  readonly messages: string[];
  /** Commands heard in one chunk: shows what was pipelined. */
  readonly chunks: string[];
}

/** A server of a few lines, strict about CRLF.CRLF only, for the ways real ones misbehave. */
export async function fakePeer(t: TestContext, script: PeerScript = {}): Promise<FakePeer> {
  const peer = { port: 0, heard: [] as string[][], messages: [] as string[], chunks: [] as string[] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    converse(socket, script, peer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  peer.port = (server.address() as AddressInfo).port;
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return peer;
}

function converse(raw: Socket, script: PeerScript, peer: Omit<FakePeer, 'port'>): void {
  const connection = peer.heard.push([]) - 1;
  let socket = raw;
  let text = '';
  let inData = false;
  const say = (line: string) => {
    if (line === 'hang up') socket.destroy();
    else if (line !== '') socket.write(`${line}\r\n`, 'latin1');
  };
  const usual = (command: string): string => {
    if (/^EHLO/.test(command)) {
      const offers = [
        ...(script.offers ?? ['PIPELINING', '8BITMIME']),
        ...(script.tls && socket === raw ? ['STARTTLS'] : []),
      ];
      return ['fake', ...offers].map((line, at, all) => `250${at === all.length - 1 ? ' ' : '-'}${line}`).join('\r\n');
    }
    if (command === 'DATA') return '354 go on';
    return command === 'STARTTLS' ? '220 go on' : '250 2.0.0 ok';
  };
  const read = () => {
    for (;;) {
      const end = inData ? `\r\n${text}`.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
      if (end < 0) return;
      const piece = text.slice(0, end);
      text = text.slice(end + (inData ? 3 : 2));
      if (inData) {
        inData = false;
        const message = piece.replace(/^\.\./gm, '.');
        peer.messages.push(message);
        say(script.received?.(message, connection) ?? '250 2.6.0 taken');
        continue;
      }
      peer.heard[connection]?.push(piece);
      const reply = script.answer?.(piece, connection) ?? usual(piece);
      if (piece === 'DATA' && reply.startsWith('354')) inData = true;
      say(reply);
      if (piece === 'STARTTLS' && reply.startsWith('220') && script.tls) return secure();
    }
  };
  const listen = () => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const heard = chunk.toString('latin1');
      peer.chunks.push(heard);
      text += heard;
      read();
    });
  };
  const secure = () => {
    raw.removeAllListeners('data');
    socket = new TLSSocket(raw, { isServer: true, minVersion: 'TLSv1', ...script.tls });
    text = '';
    listen();
  };
  listen();
  say(script.greet?.(connection) ?? '220 fake ESMTP');
}
