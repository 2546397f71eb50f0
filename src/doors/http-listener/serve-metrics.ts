import { timingSafeEqual } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnsweredRequest } from './listen-options.ts';
import type { HttpListener } from './open-http-listener.ts';
import { HttpRefusal } from './problem-of.ts';

/** One thing that is measured at the moment somebody asks. */
export interface Measure {
  /** With its unit at the end, `ceralacca_queue_oldest_seconds`; `…_total` counts up. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Undefined: not known now, and then not told. */
  read(): Promise<readonly Measured[] | number | undefined>;
}

export interface Measured {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface MetricsOptions {
  readonly measures: readonly Measure[];
  /** Whoever does not come from this machine brings it; absent: nobody else is answered. */
  readonly token: string | undefined;
  /** Behind a proxy everybody seems to come from this machine: then the token alone counts. */
  readonly isProxied: boolean;
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Serves `/metrics` as Prometheus reads it. Give what it returns to the listener's `onAnswered`. */
export function openMetrics(measures: readonly Measure[]) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'ceralacca_' });
  const durations = new Histogram({
    name: 'ceralacca_http_request_duration_seconds',
    help: 'Requests answered by the web door, by the pattern of their path',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const reads = measures.map((measure) => {
    const { name, help, labels = [] } = measure;
    const how = { name, help, labelNames: [...labels], registers: [registry] };
    return { measure, metric: name.endsWith('_total') ? new Counter(how) : new Gauge(how) };
  });

  /** What cannot be read now is left out: the others are told all the same. */
  async function tell(): Promise<string> {
    await Promise.all(
      reads.map(async ({ measure, metric }) => {
        const found = await measure.read().catch(() => undefined);
        metric.reset();
        if (found === undefined) metric.remove();
        else if (typeof found === 'number') metric.inc(found);
        else for (const { value, labels = {} } of found) metric.inc(labels, value);
      }),
    );
    return await registry.metrics();
  }

  return {
    answered: ({ method, route, status, ms }: AnsweredRequest) =>
      durations.observe({ method, route, status: String(status) }, ms / 1_000),
    tell,
  };
}

/** Adds the route; who may not read it is told that there is nothing. */
export function serveMetrics(
  { app }: HttpListener,
  metrics: Pick<ReturnType<typeof openMetrics>, 'tell'>,
  { token, isProxied }: Omit<MetricsOptions, 'measures'>,
): void {
  app.get('/metrics', async (request, reply) => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const isKnown = token !== undefined && given !== undefined && isSame(token, given);
    const isLocal = !isProxied && LOOPBACK.test(request.raw.socket.remoteAddress ?? '');
    if (!isKnown && !isLocal) throw new HttpRefusal('not-found');
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.tell());
  });
}

function isSame(kept: string, given: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
