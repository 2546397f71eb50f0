import { readFileSync, writeFileSync } from 'node:fs';
import { settled } from './exchange.ts';
import { composed } from './message.ts';
import type { RunningNetwork } from './network.ts';
import { SubmissionClient } from './smtp-client.ts';
import { until } from './until.ts';

export interface MemoryResult {
  readonly messageBytes: number;
  readonly providers: Readonly<Record<'alfa' | 'beta', ProviderMemory>>;
  /** From the first octet to the delivery receipt. */
  readonly seconds: number;
}

/** Resident memory, octets. */
export interface ProviderMemory {
  readonly idle: number;
  readonly peak: number;
  readonly growth: number;
}

const BOUND_MS = 180_000;
const PROVIDERS = ['alfa', 'beta'] as const;

/** What one big message makes each provider hold over what it held before, from submission to delivery receipt. */
export async function memory(running: RunningNetwork, messageBytes: number): Promise<MemoryResult> {
  const { senders, recipient, network, root } = running;
  const { address } = senders[0]!;
  using client = await SubmissionClient.open(network.providers[0]!.submissions, senders[0]!, root);
  await exchangeOne(running, client, composed(address, recipient, 0, 5_000));
  const message = composed(address, recipient, 1, messageBytes);
  const before = PROVIDERS.map((key) => {
    const pid = running.pidOf(key);
    resetPeak(pid);
    return { key, pid, idle: memoryOf(pid, 'VmRSS') };
  });
  const began = performance.now();
  await exchangeOne(running, client, message);
  const seconds = (performance.now() - began) / 1000;
  const grown = before.map(({ key, pid, idle }) => {
    const peak = memoryOf(pid, 'VmHWM');
    return [key, { idle, peak, growth: peak - idle }] as const;
  });
  return { messageBytes: message.length, providers: Object.fromEntries(grown) as MemoryResult['providers'], seconds };
}

/** Submits one message of the first sender and waits until its receipts stand in his mailbox and nothing is owed. */
export async function exchangeOne(
  { books, senders, recipient }: Pick<RunningNetwork, 'books' | 'senders' | 'recipient'>,
  client: SubmissionClient,
  message: Buffer,
): Promise<void> {
  const { address } = senders[0]!;
  const held = await books.alfa.held([address]);
  await client.send(address, recipient, message);
  await until('both receipts', async () => (await books.alfa.held([address])) >= held + 2, BOUND_MS, 20);
  await settled(Object.values(books));
}

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

/** proc(5): 5 makes the peak what the process holds now. */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
