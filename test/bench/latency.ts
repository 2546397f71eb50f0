import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '../e2e/chance.ts';
import type { Books } from './books.ts';
import { partOfSandbox } from './cpu-time.ts';
import { openClients } from './exchange.ts';
import { type Load, meterLoad } from './load-meter.ts';
import { composed } from './message.ts';
import type { RunningNetwork } from './network.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import type { SubmissionClient } from './smtp-client.ts';

export interface LatencyLoad {
  readonly perSecond: number;
  readonly seconds: number;
  readonly bodyBytes: number;
}

export interface LatencyResult extends LatencyLoad, Load {
  readonly messages: number;
  /** From the moment a message was due to be handed in, its wait for a free connection included, to its 250. */
  readonly acceptanceMs: Percentiles;
  /** From the 250 to the delivery receipt in the sender's mailbox, committed. */
  readonly chainMs: Percentiles;
  /** Both together. */
  readonly wholeMs: Percentiles;
}

const CONNECTIONS = 64;
const WATCH_EVERY_MS = 4;
const DRAIN_MS = 60_000;

/** Latency at a given pace: messages come when they come (Poisson), whether or not the ones before are done. */
export async function latency(running: RunningNetwork, load: LatencyLoad): Promise<LatencyResult> {
  const due = arrivals(load);
  const clients = await openClients(running, CONNECTIONS);
  const alfa = running.books.alfa;
  const watch = watchReceipts(alfa, await alfa.lastRecord(), due.length);
  const meter = meterLoad([running.pid], partOfSandbox);
  const accepted = await submitWhenDue(running, clients, due, load.bodyBytes);
  const receipts = await watch;
  const used = meter.stop(due.length);
  for (const client of clients) client[Symbol.dispose]();
  const chains = accepted.map(({ due, at, identificativo }) => {
    const received = receipts.get(identificativo);
    if (received === undefined) throw new Error(`no receipt came for ${identificativo}: this measure is void`);
    return { acceptance: at - due, chain: received - at, whole: received - due };
  });
  return {
    ...load,
    messages: due.length,
    acceptanceMs: percentiles(chains.map(({ acceptance }) => acceptance)),
    chainMs: percentiles(chains.map(({ chain }) => chain)),
    wholeMs: percentiles(chains.map(({ whole }) => whole)),
    ...used,
  };
}

/** Instants, milliseconds from the start, with exponential gaps; the same in every run. */
function arrivals({ perSecond, seconds }: LatencyLoad): readonly number[] {
  const random = chance(20_261_122);
  const instants: number[] = [];
  for (let at = 0; ; ) {
    at += (-Math.log(1 - random()) * 1000) / perSecond;
    if (at >= seconds * 1000) return instants;
    instants.push(at);
  }
}

interface Accepted {
  readonly due: number;
  readonly at: number;
  readonly identificativo: string;
}

async function submitWhenDue(
  { senders, recipient }: RunningNetwork,
  clients: readonly SubmissionClient[],
  due: readonly number[],
  bodyBytes: number,
): Promise<readonly Accepted[]> {
  const began = performance.now() + 100;
  const accepted: Accepted[] = [];
  let next = 0;
  // An idle connection takes the next arrival and waits for it; when all are busy, arrivals wait for a connection.
  await Promise.all(
    clients.map(async (client, at) => {
      const from = senders[at % senders.length]!.address;
      while (next < due.length) {
        const number = next++;
        const message = composed(from, recipient, number, bodyBytes);
        const instant = began + due[number]!;
        const early = instant - performance.now();
        if (early > 0) await pause(early);
        const reply = await client.send(from, recipient, message);
        const identificativo = /<([^>]+)>/.exec(reply)?.[1];
        if (identificativo === undefined) throw new Error(`the reply names no identificativo: ${reply}`);
        accepted.push({ due: instant, at: performance.now(), identificativo });
      }
    }),
  );
  return accepted;
}

/**
 * When each receipt could be read. The log is asked every few milliseconds, since its own instants are taken when the receipt
 * comes in, before the commit.
 */
async function watchReceipts(books: Books, from: number, count: number): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  let seq = from;
  for (let silentSince = performance.now(); seen.size < count; ) {
    const records = await books.noticesAfter(seq);
    const now = performance.now();
    for (const { identificativo } of records) seen.set(identificativo, now);
    seq = records.at(-1)?.seq ?? seq;
    if (records.length > 0) silentSince = now;
    if (now - silentSince > DRAIN_MS) return seen;
    await pause(WATCH_EVERY_MS);
  }
  return seen;
}
