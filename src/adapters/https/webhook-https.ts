import type { lookup as resolveName } from 'node:dns';
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { WebhookPost, WebhookReply, WebhookSender } from '#ports';
import { checkedLookup, isForbiddenHost, NOT_PUBLIC } from './checked-lookup.ts';
import { isPublicAddress } from './public-address.ts';

export interface WebhookHttpsOptions {
  /** The sandbox: this machine and plain http are allowed. */
  readonly allowsPrivate?: boolean;
  /** Trusted roots, PEM; absent: those of the platform. */
  readonly ca?: readonly string[];
  /** For tests: resolves names. */
  readonly lookup?: typeof resolveName;
}

/**
 * Sends webhooks over https to addresses of the Internet alone, never to this machine or its neighbours. Redirects are not followed.
 */
export function webhookHttps(options: WebhookHttpsOptions = {}): WebhookSender {
  const isAllowed = (address: string) => options.allowsPrivate === true || isPublicAddress(address);
  const lookup = checkedLookup(isAllowed, options.lookup);
  return {
    refuses: (url) => refusalOf(url, options.allowsPrivate === true, isAllowed),
    async post(post) {
      const refused = refusalOf(post.url, options.allowsPrivate === true, isAllowed);
      if (refused !== undefined) return { outcome: 'failed', text: refused };
      return await send(post, { lookup, ...(options.ca && { ca: [...options.ca] }) });
    },
  };
}

function refusalOf(url: string, allowsHttp: boolean, isAllowed: (address: string) => boolean): string | undefined {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined) return 'not a URL';
  if (target.protocol !== 'https:' && !(allowsHttp && target.protocol === 'http:')) return 'only https is allowed';
  if (target.username !== '' || target.password !== '') return 'no user name or password may stand in it';
  return isForbiddenHost(target, isAllowed) ? NOT_PUBLIC : undefined;
}

function send(
  { url, headers, body, timeoutMs }: WebhookPost,
  how: Pick<RequestOptions, 'lookup'> & { readonly ca?: string[] },
): Promise<WebhookReply> {
  return new Promise((resolve) => {
    const target = new URL(url);
    const options = {
      ...how,
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': body.length },
      signal: AbortSignal.timeout(timeoutMs),
    };
    const request: ClientRequest =
      target.protocol === 'http:'
        ? httpRequest(target, options)
        : httpsRequest(target, { ...options, minVersion: 'TLSv1.2' });
    request.on('error', (error) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
      resolve({ outcome: 'failed', text: isLate ? `no answer within ${timeoutMs} ms` : error.message.slice(0, 300) });
    });
    request.on('response', (response) => {
      resolve({ outcome: 'answered', status: response.statusCode ?? 0 });
      // What it says beside the status is of no use, and could be without end.
      response.destroy();
    });
    request.end(body);
  });
}
