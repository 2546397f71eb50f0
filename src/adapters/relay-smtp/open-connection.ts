import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Reply, replyText } from './reply-reader.ts';
import type { Host, RelayTimes } from './types.ts';
import { Wire } from './wire.ts';

/** A connection ready for MAIL. */
export interface Connection {
  readonly wire: Wire;
  readonly host: Host;
  readonly pipelining: boolean;
  readonly eightBitMime: boolean;
  /** Announced with SIZE; undefined: no SIZE parameter is taken. Zero: no fixed limit. */
  readonly maxBytes: number | undefined;
  /** For the reply: what protected the transaction. */
  readonly protection: string;
}

/** No connection could be had with this host; another may do. */
export class ConnectionFault extends Error {
  override name = 'ConnectionFault';
  /** The TLS handshake failed after STARTTLS: a later attempt in clear may succeed, where that is allowed. */
  readonly duringTls: boolean;
  constructor(message: string, duringTls = false) {
    super(message);
    this.duringTls = duringTls;
  }
}

export interface OpenOptions {
  readonly heloName: string;
  readonly times: RelayTimes;
  /**
   * `required` never sends in clear (RFC 6109 5.3, T149); `never` is the second try with a host whose TLS is broken; `immediate` is TLS
   * from the first octet (RFC 8314 3).
   */
  readonly tls: 'required' | 'opportunistic' | 'never' | 'immediate';
  /** A host without roots or pin of its own must prove its name by the public roots. */
  readonly authenticate: boolean;
}

/** Connects, greets and protects. Throws ConnectionFault; its text is fit for a reply. */
export async function openConnection(host: Host, options: OpenOptions): Promise<Connection> {
  const wire = new Wire(await connectSocket(host, options.times.connectMs));
  try {
    return await negotiate(wire, host, options);
  } catch (fault) {
    wire.fail(fault as Error);
    if (fault instanceof ConnectionFault) throw fault;
    throw new ConnectionFault((fault as Error).message);
  }
}

async function negotiate(wire: Wire, host: Host, options: OpenOptions): Promise<Connection> {
  const { replyMs, connectMs } = options.times;
  const byRoots = host.ca !== undefined || (options.authenticate && host.pin === undefined);
  const secure = async () => {
    const socket = await protect(wire, host, { ms: connectMs, byRoots });
    return `${socket.getProtocol()}, ${byRoots || host.pin ? 'authenticated' : 'certificate not authenticated'}`;
  };
  let protection = options.tls === 'immediate' ? await secure() : 'in clear';
  const greeting = await one(wire, replyMs);
  if (greeting.code !== 220) throw new ConnectionFault(`greeted with ${replyText(greeting)}`);
  let words = await hello(wire, options);
  if (options.tls !== 'never' && words.has('STARTTLS')) {
    wire.write('STARTTLS\r\n');
    const ready = await one(wire, replyMs);
    if (ready.code === 220) {
      protection = await secure();
      words = await hello(wire, options);
    } else if (options.tls === 'required') throw new ConnectionFault(`STARTTLS was answered ${replyText(ready)}`);
  } else if (options.tls === 'required') {
    throw new ConnectionFault('TLS is required and STARTTLS is not offered');
  }
  const size = words.get('SIZE');
  return {
    wire,
    host,
    pipelining: words.has('PIPELINING'),
    eightBitMime: words.has('8BITMIME'),
    maxBytes: size === undefined ? undefined : Number(size) || 0,
    protection,
  };
}

/** The extensions announced, by keyword; an old server that only knows HELO announces none. */
async function hello(wire: Wire, { heloName, times }: OpenOptions): Promise<ReadonlyMap<string, string>> {
  wire.write(`EHLO ${heloName}\r\n`);
  const answer = await one(wire, times.replyMs);
  if (answer.code === 250) {
    return new Map(
      answer.lines.slice(1).map((line) => {
        const [keyword = '', ...values] = line.trim().split(/\s+/);
        return [keyword.toUpperCase(), values.join(' ')] as const;
      }),
    );
  }
  if (answer.code < 500) throw new ConnectionFault(`EHLO was answered ${replyText(answer)}`);
  wire.write(`HELO ${heloName}\r\n`);
  const second = await one(wire, times.replyMs);
  if (second.code !== 250) throw new ConnectionFault(`HELO was answered ${replyText(second)}`);
  return new Map();
}

async function one(wire: Wire, ms: number): Promise<Reply> {
  const [reply] = await wire.expect(1, ms);
  if (!reply) throw new ConnectionFault('no reply');
  return reply;
}

function connectSocket(host: Host, ms: number): Promise<import('node:net').Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host.address, port: host.port });
    const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${ms} ms`)), ms);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (fault) => {
      clearTimeout(timer);
      reject(new ConnectionFault(fault.message || 'no connection'));
    });
  });
}

function protect(
  wire: Wire,
  host: Host,
  { ms, byRoots }: { readonly ms: number; readonly byRoots: boolean },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const raw = wire.release();
    const name = host.serverName ?? host.name;
    const socket = connectTls({
      socket: raw,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: byRoots,
      ...(host.ca && { ca: [...host.ca] }),
      // An address is no server name (RFC 6066 3), yet the certificate is compared with it.
      ...(/[a-z]/i.test(name) && !name.includes(':') ? { servername: name } : { host: name }),
    });
    const fail = (fault: Error) => {
      clearTimeout(timer);
      socket.destroy();
      raw.destroy();
      reject(new ConnectionFault(`TLS failed: ${fault.message}`, true));
    };
    const timer = setTimeout(() => fail(new Error(`no handshake within ${ms} ms`)), ms);
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the connection was lost')));
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      if (host.pin !== undefined && !isPinned(socket, host.pin)) {
        fail(new Error('the certificate is not the pinned one'));
        return;
      }
      socket.removeAllListeners('error').removeAllListeners('close');
      wire.replace(socket);
      resolve(socket);
    });
  });
}

function isPinned(socket: TLSSocket, pin: string): boolean {
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  return certificate?.fingerprint256.replaceAll(':', '').toLowerCase() === pin;
}
