import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Download } from '#ports';
import { checkedLookup, isForbiddenHost, NOT_PUBLIC } from './checked-lookup.ts';

export interface HttpsDownloadOptions {
  /** Trusted roots, PEM; absent: those of the platform. */
  readonly ca?: readonly string[];
  /** Client certificate and its key, PEM: the provider index is only served to providers (spec 13). */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** CRLs are signed themselves and are published over http (RFC 5280 8); nothing else may come in clear. */
  readonly allowHttp?: boolean;
  /** For addresses that somebody else wrote: only to hosts all of whose addresses are allowed (SSRF); absent: to any. */
  readonly isReachable?: (address: string) => boolean;
}

/** The document could not be had: the text says why, in one clause. */
export class DownloadRefused extends Error {
  override name = 'DownloadRefused';
}

/** Fetches over https, TLS 1.2 or later, redirects never followed: a trust list must come from where it was asked. */
export function httpsDownload(options: HttpsDownloadOptions): Download {
  return {
    get: (url, limits) =>
      new Promise((resolve, reject) => {
        const target = readUrl(url, options);
        const request = open(target, options, limits.timeoutMs);
        const fail = (reason: string, cause?: unknown) => {
          reject(new DownloadRefused(`${target.href}: ${reason}`, { cause }));
          request.destroy();
        };
        request.on('error', (error) => {
          // AbortSignal.timeout bounds the whole exchange: a server that trickles bytes is ended too.
          fail(error.name === 'AbortError' ? `no complete answer within ${limits.timeoutMs} ms` : error.message, error);
        });
        request.on('response', (response) => collect(response, limits.maxBytes, resolve, fail));
        request.end();
      }),
  };
}

function readUrl(url: string, { allowHttp = false, isReachable = () => true }: HttpsDownloadOptions): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target) throw new DownloadRefused(`${url}: not a URL`);
  if (target.protocol !== 'https:' && !(allowHttp && target.protocol === 'http:')) {
    throw new DownloadRefused(`${target.href}: only https is allowed${allowHttp ? ', or http' : ''}`);
  }
  if (isForbiddenHost(target, isReachable)) throw new DownloadRefused(`${target.href}: ${NOT_PUBLIC}`);
  return target;
}

function open(target: URL, options: HttpsDownloadOptions, timeoutMs: number): ClientRequest {
  const { isReachable } = options;
  const lookup = isReachable && { lookup: checkedLookup(isReachable) };
  const common = { method: 'GET', agent: false, signal: AbortSignal.timeout(timeoutMs), ...lookup } as const;
  if (target.protocol === 'http:') return httpRequest(target, common);
  return httpsRequest(target, {
    ...common,
    minVersion: 'TLSv1.2',
    ...(options.ca && { ca: [...options.ca] }),
    ...(options.clientCertificate && { cert: options.clientCertificate }),
    ...(options.clientKey && { key: options.clientKey }),
  });
}

function collect(
  response: IncomingMessage,
  maxBytes: number,
  resolve: (bytes: Uint8Array) => void,
  fail: (reason: string, cause?: unknown) => void,
): void {
  const tooLarge = `larger than ${maxBytes} octets`;
  if (response.statusCode !== 200) {
    fail(`answered with status ${response.statusCode}`);
    return;
  }
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
    fail(tooLarge);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) fail(tooLarge);
    else chunks.push(chunk);
  });
  response.on('end', () => {
    if (response.complete) resolve(Buffer.concat(chunks));
    else fail('connection closed before the end');
  });
  response.on('error', (error) => fail(error.message, error));
}
