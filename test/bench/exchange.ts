import type { Books } from './books.ts';
import { partOfSandbox } from './cpu-time.ts';
import { type Load, meterLoad } from './load-meter.ts';
import { composed } from './message.ts';
import type { Box, RunningNetwork } from './network.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { countMessages } from './pop3-count.ts';
import { SubmissionClient } from './smtp-client.ts';
import { until } from './until.ts';

export interface ExchangeLoad {
  readonly clients: number;
  readonly messages: number;
  readonly bodyBytes: number;
}

export interface ExchangeResult extends ExchangeLoad, Load {
  /** From the first submission to the last delivery receipt in the sender's mailbox. */
  readonly seconds: number;
  readonly exchangesPerSecond: number;
  /** Until the last 250. */
  readonly acceptedPerSecond: number;
  readonly acceptanceMs: Percentiles;
}

const DRAIN_MS = 180_000;

/** Certified exchanges between the two providers: each message ends as receipt of acceptance and of delivery with its sender. */
export async function exchange(running: RunningNetwork, load: ExchangeLoad): Promise<ExchangeResult> {
  const clients = await openClients(running, load.clients);
  const addresses = running.senders.map(({ address }) => address);
  const expected = (await running.books.alfa.held(addresses)) + 2 * load.messages;
  const result = await exchangeOver(clients, running, load);
  for (const client of clients) client[Symbol.dispose]();
  await seenByHolders(running, expected);
  return result;
}

/** The measured part alone: connections are open and logged in. */
export async function exchangeOver(
  clients: readonly SubmissionClient[],
  { books, senders, recipient, pid }: RunningNetwork,
  load: ExchangeLoad,
): Promise<ExchangeResult> {
  const { messages } = load;
  const addresses = senders.map(({ address }) => address);
  const expected = (await books.alfa.held(addresses)) + 2 * messages;
  const meter = meterLoad([pid], partOfSandbox);
  const began = performance.now();
  const latencies = await submitAll(clients, senders, recipient, load);
  const accepted = performance.now();
  await until('every receipt', async () => (await books.alfa.held(addresses)) >= expected, DRAIN_MS, 20);
  const ended = performance.now();
  // What is still owed to the providers themselves belongs to the exchange too.
  await settled(Object.values(books));
  return {
    ...load,
    seconds: (ended - began) / 1000,
    exchangesPerSecond: (messages * 1000) / (ended - began),
    acceptedPerSecond: (messages * 1000) / (accepted - began),
    acceptanceMs: percentiles(latencies),
    ...meter.stop(messages),
  };
}

/** Logged in, one connection each, the senders in turn. */
export function openClients({ network, root, senders }: RunningNetwork, count: number): Promise<SubmissionClient[]> {
  const door = network.providers[0]!.submissions;
  return Promise.all(
    Array.from({ length: count }, (_, at) => SubmissionClient.open(door, senders[at % senders.length]!, root)),
  );
}

/** Waits until nobody has a job left. */
export async function settled(books: readonly Books[]): Promise<void> {
  const left = async () => (await Promise.all(books.map((one) => one.jobs()))).reduce((sum, jobs) => sum + jobs, 0);
  await until('no job is left', async () => (await left()) === 0, DRAIN_MS, 20);
}

/** What the database says, the holders must find over POP3. */
async function seenByHolders({ network, root, senders }: RunningNetwork, expected: number): Promise<void> {
  const counts = await Promise.all(senders.map((box) => countMessages(network.providers[0]!.pop3s, box, root)));
  const seen = counts.reduce((sum, count) => sum + count, 0);
  if (seen !== expected) throw new Error(`the senders hold ${seen} messages, not ${expected}: this measure is void`);
}

async function submitAll(
  clients: readonly SubmissionClient[],
  senders: readonly Box[],
  recipient: string,
  { messages, bodyBytes }: ExchangeLoad,
): Promise<number[]> {
  const latencies: number[] = [];
  let next = 0;
  await Promise.all(
    clients.map(async (client, at) => {
      const from = senders[at % senders.length]!.address;
      while (next < messages) {
        const message = composed(from, recipient, next++, bodyBytes);
        const began = performance.now();
        await client.send(from, recipient, message);
        latencies.push(performance.now() - began);
      }
    }),
  );
  return latencies;
}
