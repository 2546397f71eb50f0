import type { Destination, Relay, RelayReply } from '#ports';
import { dkimSigner } from './dkim.ts';
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
  const sign = options.dkim && dkimSigner(options.dkim, options.blobs);
  const strictTls = options.strictTls ?? false;

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
      open: () => openFirst(hosts, kind, { heloName: options.heloName, times, strictTls }),
    });
    pools.set(key, pool);
    return pool;
  };

  return {
    async send(given: Transaction): Promise<readonly RelayReply[]> {
      if (given.recipients.length === 0) return [];
      const refusal = unspeakable(given);
      if (refusal) return refusal;
      const route = await resolve(given.destination.domain);
      if (route.kind !== 'hosts') return routeReplies(given, route);
      const transaction = sign && given.destination.kind === 'ordinary' ? await signed(given, sign) : given;
      return new Promise((done, reject) => {
        poolOf(transaction.destination.kind, route.hosts).add({ transaction, retried: false, resolve: done, reject });
      });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...pools.values()].map((pool) => pool.close(CLOSE_GRACE_MS)));
    },
  };
}

/** The field stands before the message, whose own octets are not touched. */
async function signed(transaction: Transaction, sign: ReturnType<typeof dkimSigner>): Promise<Transaction> {
  const field = await sign(transaction.message);
  if (field === undefined) return transaction;
  return { ...transaction, message: [field, ...transaction.message], size: transaction.size + field.length };
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
  options: { readonly heloName: string; readonly times: RelayTimes; readonly strictTls: boolean },
): Promise<Connection> {
  const faults: string[] = [];
  for (const host of hosts) {
    const authenticate = options.strictTls && kind === 'provider';
    const tries = kind === 'provider' ? (['required'] as const) : (['opportunistic', 'never'] as const);
    for (const tls of tries) {
      try {
        return await openConnection(host, { ...options, tls, authenticate });
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
