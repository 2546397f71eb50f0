import { setTimeout as pause } from 'node:timers/promises';
import { cpuBelow } from './cpu-time.ts';
import type { Box, RunningNetwork } from './network.ts';
import { countMessages } from './pop3-count.ts';
import { SubmissionClient } from './smtp-client.ts';

export interface ExchangeLoad {
  readonly clients: number;
  readonly messages: number;
  readonly bodyBytes: number;
}

export interface ExchangeResult extends ExchangeLoad {
  /** From the first submission to the last delivery receipt in the sender's mailbox. */
  readonly seconds: number;
  readonly exchangesPerSecond: number;
  readonly acceptedPerSecond: number;
  /** CPU milliseconds an exchange, by part. */
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly acceptanceMs: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const DRAIN_MS = 120_000;

/** Certified exchanges between the two providers: each message ends as receipt of acceptance and of delivery with its sender. */
export async function exchange(running: RunningNetwork, load: ExchangeLoad): Promise<ExchangeResult> {
  const [alfa, beta] = running.network.providers;
  const senders = alfa!.mailboxes.slice(0, 2);
  const recipient = beta!.mailboxes[0]!.address;
  const clients = await Promise.all(
    Array.from({ length: load.clients }, (_, at) => SubmissionClient.open(alfa!.submissions, senders[at % 2]!, running.root)),
  );
  const held = () => Promise.all(senders.map((box) => countMessages(alfa!.pop3s, box, running.root)));
  const before = sum(await held());
  const cpuBefore = cpuBelow(running.pid);
  const began = performance.now();
  const latencies = await submitAll(clients, senders, recipient, load);
  const accepted = performance.now();
  await drained(held, before + 2 * load.messages);
  const ended = performance.now();
  const cpuMs = cpuByPart(cpuBefore, cpuBelow(running.pid), load.messages);
  for (const client of clients) client[Symbol.dispose]();
  return {
    ...load,
    seconds: (ended - began) / 1000,
    exchangesPerSecond: (load.messages * 1000) / (ended - began),
    acceptedPerSecond: (load.messages * 1000) / (accepted - began),
    cpuMs,
    acceptanceMs: percentiles(latencies),
  };
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
      const from = senders[at % 2]!.address;
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

const BODIES = new Map<number, string>();

/** A plain message with a body of base64 lines, as attachments are. */
export function composed(from: string, to: string, number: number, bodyBytes: number): Buffer {
  let body = BODIES.get(bodyBytes);
  if (body === undefined) {
    const line = `${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0'.slice(0, 76)}\r\n`;
    body = line.repeat(Math.max(1, Math.ceil(bodyBytes / line.length)));
    BODIES.set(bodyBytes, body);
  }
  const head =
    `From: ${from}\r\nTo: ${to}\r\nSubject: Misura ${number}\r\nMessage-ID: <bench.${number}.${Date.now()}@bench.example>\r\n` +
    'Date: Sun, 22 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n';
  return Buffer.from(head + body, 'latin1');
}

async function drained(held: () => Promise<readonly number[]>, expected: number): Promise<void> {
  for (let waited = 0; waited < DRAIN_MS; waited += 200) {
    if (sum(await held()) >= expected) return;
    await pause(200);
  }
  throw new Error(`after ${DRAIN_MS} ms the senders hold ${sum(await held())} messages, not ${expected}`);
}

function cpuByPart(before: ReturnType<typeof cpuBelow>, after: ReturnType<typeof cpuBelow>, messages: number) {
  const known = new Map(before.map(({ pid, milliseconds }) => [pid, milliseconds]));
  const parts: Record<string, number> = {};
  for (const { pid, command, milliseconds } of after) {
    const part = partOf(command);
    parts[part] = (parts[part] ?? 0) + (milliseconds - (known.get(pid) ?? 0)) / messages;
  }
  return parts;
}

function partOf(command: string): string {
  if (/postgres/.test(command)) return 'postgres';
  if (/provider-process/.test(command)) return 'providers';
  return 'other';
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
