import { fillSql } from '../log/log-house.ts';
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
}

const RECORDS = 1_000_000;
const WARM = 500;
const SETTLE_MS = 10_000;

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
  const results: { short: ExchangeResult; long: ExchangeResult }[] = [];
  for (let round = 0; round < rounds; round++) {
    say(`log: round ${round + 1} of ${rounds}, ${messages} messages each…`);
    // Each begins in turn, so that a drift of the machine favours neither.
    if (round % 2 === 0) results.push({ short: await exchange(short, load), long: await exchange(long, load) });
    else {
      const ofLong = await exchange(long, load);
      results.push({ short: await exchange(short, load), long: ofLong });
    }
  }
  return {
    records: RECORDS,
    rounds: results,
    shortPerSecond: median(results.map((one) => one.short.exchangesPerSecond)),
    longPerSecond: median(results.map((one) => one.long.exchangesPerSecond)),
    ratio: median(results.map((one) => one.long.exchangesPerSecond / one.short.exchangesPerSecond)),
  };
}

async function fill({ books }: RunningNetwork): Promise<void> {
  const now = Date.now();
  const hour = 3_600_000;
  // Since the last full hours of today, so that no day waits to be closed while others are measured.
  for (const one of Object.values(books)) await one.write(fillSql(RECORDS, now - (now % hour), now));
  for (const one of Object.values(books)) await one.write('VACUUM ANALYZE log_record');
  await new Promise((done) => setTimeout(done, SETTLE_MS));
}
