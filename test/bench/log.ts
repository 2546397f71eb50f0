import { setTimeout as pause } from 'node:timers/promises';
import { fillSql } from '../log/log-house.ts';
import { cpuBelow } from './cpu-time.ts';
import { type ExchangeResult, exchange } from './exchange.ts';
import { type RunningNetwork, startNetwork } from './network.ts';
import { median } from './percentiles.ts';

export interface LogBench {
  /** Records that stood in the log of each provider, all of today. */
  readonly records: number;
  readonly rounds: readonly { readonly short: ExchangeResult; readonly long: ExchangeResult }[];
  /** Medians over the rounds; the ratio is the median of each round's own. */
  readonly shortPerSecond: number;
  readonly longPerSecond: number;
  readonly ratio: number;
  /** CPU of an exchange beside the long log over that beside the empty one; says more than the pace where others use the machine. */
  readonly cpuRatio: number;
  /** CPU that the providers of the long log used for it before they were idle again, ms: the head of an open day of so many records. */
  readonly headCpuMs: number;
}

const RECORDS = 1_000_000;
const WARM = 500;
const IDLE = { withinMs: 180_000, windowMs: 3_000, cpuMs: 600 };

/** Exchanges with an empty log, and with a million records in it, in turns of one run: what a long log costs those who send. */
export async function longLog({
  rounds,
  messages,
  bodyBytes,
  say,
}: {
  rounds: number;
  messages: number;
  bodyBytes: number;
  say(text: string): void;
}): Promise<LogBench> {
  await using short = await startNetwork();
  await using long = await startNetwork();
  say(`log: ${RECORDS} records are put into the log of each provider…`);
  await fill(long);
  const load = { clients: 20, messages, bodyBytes };
  for (const network of [short, long]) await exchange(network, { ...load, messages: WARM });
  say('log: waiting until both are idle…');
  // The hourly head of a day that suddenly has a million records is made once; it belongs to no round.
  await idle(short);
  const headCpuMs = await idle(long);
  // What the other one still does with its own messages, reading them for the search above all, is not to be in the way.
  const measure = async (network: RunningNetwork) => {
    await idle(short);
    await idle(long);
    return await exchange(network, load);
  };
  const results: { short: ExchangeResult; long: ExchangeResult }[] = [];
  for (let round = 0; round < rounds; round++) {
    say(`log: round ${round + 1} of ${rounds}, ${messages} messages each…`);
    // Each begins in turn, so that a drift of the machine favours neither.
    if (round % 2 === 0) results.push({ short: await measure(short), long: await measure(long) });
    else {
      const ofLong = await measure(long);
      results.push({ short: await measure(short), long: ofLong });
    }
  }
  return {
    records: RECORDS,
    rounds: results,
    shortPerSecond: median(results.map((one) => one.short.exchangesPerSecond)),
    longPerSecond: median(results.map((one) => one.long.exchangesPerSecond)),
    ratio: median(results.map((one) => one.long.exchangesPerSecond / one.short.exchangesPerSecond)),
    cpuRatio: median(results.map((one) => one.long.cpuMsTotal / one.short.cpuMsTotal)),
    headCpuMs,
  };
}

async function fill({ books }: RunningNetwork): Promise<void> {
  const now = Date.now();
  const hour = 3_600_000;
  // Since the last full hours of today, so that no day waits to be closed while others are measured.
  for (const one of Object.values(books)) await one.write(fillSql(RECORDS, now - (now % hour), now));
  for (const one of Object.values(books)) await one.write('VACUUM ANALYZE log_record');
}

/** Waits until its processes rest; the CPU they used until then, ms. */
async function idle({ pid }: RunningNetwork): Promise<number> {
  const used = () => cpuBelow(pid).reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const begun = used();
  const until = performance.now() + IDLE.withinMs;
  while (performance.now() < until) {
    const before = used();
    await pause(IDLE.windowMs);
    if (used() - before < IDLE.cpuMs) return used() - begun;
  }
  throw new Error('the providers of the bench do not come to rest');
}
