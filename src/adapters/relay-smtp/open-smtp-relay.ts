import type { Destination, Relay, RelayReply } from '#ports';
import { type Connection, ConnectionFault, openConnection } from './open-connection.ts';
import { Pool } from './pool.ts';
import { routeResolver } from './resolve-route.ts';
import { answerAll, type Transaction, unspeakable } from './transaction.ts';
import type { Host, RelayLimits, RelayTimes, SmtpRelayOptions } from './types.ts';

const TIMES: RelayTimes = {
  connectMs: 30_000,
  replyMs: 300_000,
  blockMs: 180_000,
  finalReplyMs: 600_000,
  idleMs: 60_000,
};
const LIMITS: RelayLimits = { maxConnections: 32, maxMessagesPerConnection: 5000 };
const CLOSE_GRACE_MS = 10_000;

/**
 * The way out over SMTP, with our own pipelining client (docs/adr/0002). To PEC providers only inside TLS (RFC 6109 5.3, T149);
 * to ordinary hosts inside TLS where they offer it.
 */
export function openSmtpRelay(options: SmtpRelayOptions): Relay {
  const resolve = routeResolver(options);
  const times = { ...TIMES, ...options.times };
  const limits = { ...LIMITS, ...options.limits };
  const pools = new Map<string, Pool>();

  const poolOf = (kind: Destination['kind'], hosts: readonly Host[]): Pool => {
    const key = [kind, ...hosts.map((host) => `${host.address}:${host.port}:${host.name}`)].join(' ');
    const known = pools.get(key);
    if (known) return known;
    for (const [each, pool] of pools) if (pool.empty) pools.delete(each);
    const pool = new Pool({
      blobs: options.blobs,
      times,
      maxMessages: limits.maxMessagesPerConnection,
      maxConnections: limits.maxConnections,
      open: () => openFirst(hosts, kind, options.heloName, times),
    });
    pools.set(key, pool);
    return pool;
  };

  return {
    async send(transaction: Transaction): Promise<readonly RelayReply[]> {
      if (transaction.recipients.length === 0) return [];
      const refusal = unspeakable(transaction);
      if (refusal) return refusal;
      const route = await resolve(transaction.destination.domain);
      if (route.kind !== 'hosts') return routeReplies(transaction, route);
      return new Promise((done, reject) => {
        poolOf(transaction.destination.kind, route.hosts).add({ transaction, retried: false, resolve: done, reject });
      });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...pools.values()].map((pool) => pool.close(CLOSE_GRACE_MS)));
    },
  };
}

function routeReplies(
  transaction: Transaction,
  route: { readonly kind: 'failed' | 'deferred'; readonly reply: string; readonly noSuchDomain?: true },
): RelayReply[] {
  if (route.kind === 'deferred' || !route.noSuchDomain) return answerAll(transaction, route.kind, route.reply);
  return transaction.recipients.map((recipient) => ({
    recipient,
    outcome: 'failed',
    reply: route.reply,
    noSuchDomain: true,
  }));
}

/** The first host that answers, in their order. Throws ConnectionFault naming what each one did. */
async function openFirst(
  hosts: readonly Host[],
  kind: Destination['kind'],
  heloName: string,
  times: RelayTimes,
): Promise<Connection> {
  const faults: string[] = [];
  for (const host of hosts) {
    const tries = kind === 'provider' ? (['required'] as const) : (['opportunistic', 'never'] as const);
    for (const tls of tries) {
      try {
        return await openConnection(host, { heloName, times, tls });
      } catch (fault) {
        if (!(fault instanceof ConnectionFault)) throw fault;
        faults.push(`${host.name}:${host.port}: ${fault.message}`);
        // A clear second try is for broken TLS alone, and never where the host was to prove who it is.
        if (!fault.duringTls || host.ca || host.pin) break;
      }
    }
  }
  throw new ConnectionFault(faults.join('; ').slice(0, 800));
}
