import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Monotonic } from '#ports';
import type { ServerEvent } from './answer.ts';

export interface StreamOptions {
  /** Ends when nobody listens any more. */
  readonly signal: AbortSignal;
  /** A comment is sent when nothing else was for so long: proxies and browsers see that the line stands. */
  readonly heartbeatMs: number;
  /** Asked at each heartbeat, and before an event when the last answer is no longer fresh: is he still in, and is this still open to him? */
  mayStill(): Promise<boolean>;
  readonly monotonic: Monotonic;
}

/** A judgement holds for so long: what was closed to somebody reaches him no more, and a thousand events are not judged a thousand times. */
export const FRESH_MS = 1_000;

/** After a break a browser comes back after this. */
const RETRY_MS = 3_000;

/** Server-sent events (WHATWG HTML 9.2). The iteration behind them is ended with the stream. */
export function sendEvents(
  events: AsyncIterable<ServerEvent>,
  options: StreamOptions,
  reply: FastifyReply,
): FastifyReply {
  return reply
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(frames(events, options), { objectMode: false }));
}

async function* frames(
  events: AsyncIterable<ServerEvent>,
  { signal, heartbeatMs, mayStill, monotonic }: StreamOptions,
): AsyncGenerator<string> {
  yield `retry: ${RETRY_MS}\n\n`;
  let judgedAt = monotonic.now();
  const source = events[Symbol.asyncIterator]();
  const timers = ticks(heartbeatMs, signal);
  let next = source.next();
  next.catch(() => {});
  try {
    while (!signal.aborted) {
      const got = await Promise.race([next, timers.tick()]);
      if (got === 'ended') return;
      if (got === 'tick') {
        timers.heard();
        if (!(await mayStill())) return;
        judgedAt = monotonic.now();
        yield ': \n\n';
        continue;
      }
      if (got.done) return;
      if (monotonic.now() - judgedAt >= FRESH_MS) {
        if (!(await mayStill())) return;
        judgedAt = monotonic.now();
      }
      yield frameOf(got.value);
      next = source.next();
      next.catch(() => {});
    }
  } finally {
    timers.stop();
    void source.return?.()?.catch(() => {});
  }
}

/** Something every `ms`, until the signal: whatever else comes meanwhile. */
function ticks(ms: number, signal: AbortSignal) {
  let wake: (what: 'tick' | 'ended') => void = () => {};
  let isDue = false;
  const timer = setInterval(() => {
    isDue = true;
    wake('tick');
  }, ms);
  const end = () => wake('ended');
  signal.addEventListener('abort', end);
  return {
    tick(): Promise<'tick' | 'ended'> {
      if (signal.aborted) return Promise.resolve('ended');
      if (isDue) return Promise.resolve('tick');
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    heard(): void {
      isDue = false;
    },
    stop(): void {
      clearInterval(timer);
      signal.removeEventListener('abort', end);
    },
  };
}

/** Data is JSON on one line, so that nothing in it can begin another field or event. */
function frameOf({ id, event, data }: ServerEvent): string {
  const head = `${id === undefined ? '' : `id: ${oneLine(id)}\n`}${event === undefined ? '' : `event: ${oneLine(event)}\n`}`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}

const oneLine = (text: string) => text.replace(/[\r\n\0]/g, '');
