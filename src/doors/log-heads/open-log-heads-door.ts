import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { hourlyBrake, peerCount, peerNetwork } from '#doors/brakes';
import { listenAt } from '#doors/listening';
import type { Monotonic } from '#ports';
import { answerRequest, type LogHeadsAnswer } from './answer-request.ts';
import { AskedTooMuch, DayTrees } from './day-trees.ts';
import type { LogHeadsPorts } from './log-heads-ports.ts';

export interface LogHeadsDoorOptions extends LogHeadsPorts {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly key: string; readonly cert: string };
  /** Milliseconds, for the brake on work. */
  readonly monotonic: Monotonic;
  /** Leaves that one network may have hashed in an hour; some minutes of one processor unless said otherwise. */
  readonly leavesPerHour?: number;
  onFault?(fault: Error): void;
}

const LIMITS = { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000, maxHeaderSize: 8_192 };
/** Of which one address may have so many. */
const MAX_CONNECTIONS = 200;
const MAX_PER_PEER = 20;
/** Proofs may read a day's whole tree: who comes when so many are at work is asked to come again. */
const MAX_AT_WORK = 16;
/** Leaves that are counted as one. */
const LEAVES_AT_ONCE = 16_384;
const LEAVES_PER_HOUR = 4_096 * LEAVES_AT_ONCE;

/** Publishes the signed heads of the log, their proofs, and what we saw of others (docs/sealed-log.md). No login: nothing here is secret. */
export async function openLogHeadsDoor(options: LogHeadsDoorOptions) {
  const trees = new DayTrees(options);
  const peers = peerCount({ total: MAX_CONNECTIONS, perPeer: MAX_PER_PEER });
  const spent = hourlyBrake(options.monotonic, Math.ceil((options.leavesPerHour ?? LEAVES_PER_HOUR) / LEAVES_AT_ONCE));
  let atWork = 0;

  function spend(who: string, leaves: number): boolean {
    for (let left = leaves; left > 0; left -= LEAVES_AT_ONCE) if (!spent.take(who)) return false;
    return true;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return send({ status: 405 }, request, response);
    if (atWork >= MAX_AT_WORK) return void response.writeHead(503, { 'retry-after': '2' }).end();
    atWork++;
    try {
      const who = peerNetwork(request.socket.remoteAddress ?? '');
      const ofWho = (leaves: number) => spend(who, leaves);
      send(await answerRequest(request.url ?? '/', options, trees, ofWho), request, response);
    } catch (fault) {
      if (fault instanceof AskedTooMuch) return send({ status: 429 }, request, response);
      options.onFault?.(fault as Error);
      response.writeHead(500).end();
    } finally {
      atWork--;
    }
  }

  const server = createServer({ ...options.tls, ...LIMITS, minVersion: 'TLSv1.2' }, (request, response) => {
    void handle(request, response);
  });
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress ?? '';
    if (!peers.enter(peer)) return void socket.destroy();
    socket.once('close', () => peers.leave(peer));
  });
  server.maxConnections = MAX_CONNECTIONS;
  return await listenAt(server, options.listen);
}

function send({ status, type, body = '' }: LogHeadsAnswer, request: IncomingMessage, response: ServerResponse): void {
  const octets = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    'content-length': octets.length,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    ...(type && { 'content-type': type }),
    ...(status === 429 && { 'retry-after': '3600' }),
    ...(status === 405 && { allow: 'GET, HEAD', connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : octets);
}
