import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { peerCount, peerNetwork } from '#doors/brakes';
import type { HttpLimits } from './http-limits.ts';
import type { HttpListenerOptions } from './listen-options.ts';

/** Node's server with every bound it knows, over TLS or plain; connections are counted by peer. */
export function nodeServer(options: HttpListenerOptions, limits: HttpLimits, handle: RequestListener): Server {
  const bounds = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
    connectionsCheckingInterval: Math.min(5_000, limits.headersTimeoutMs),
    insecureHTTPParser: false,
  };
  const { tls } = options;
  const server = tls ? createHttps({ ...bounds, ...tls, minVersion: 'TLSv1.2' }, handle) : createHttp(bounds, handle);
  server.setTimeout(limits.idleTimeoutMs);
  server.maxConnections = limits.maxConnections;
  const perPeer = options.proxies?.length ? limits.maxConnections : limits.maxConnectionsPerPeer;
  const peers = peerCount({ total: limits.maxConnections, perPeer });
  server.on('connection', (socket: Socket) => {
    const peer = peerNetwork(socket.remoteAddress ?? '');
    if (!peers.enter(peer)) return socket.destroy();
    socket.once('close', () => peers.leave(peer));
    return undefined;
  });
  return server;
}
