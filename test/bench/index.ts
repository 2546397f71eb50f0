import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { obeyInterrupts } from './close-on-interrupt.ts';
import { conditions } from './conditions.ts';
import { exchange } from './exchange.ts';
import { imap } from './imap.ts';
import { latency } from './latency.ts';
import { longLog } from './log.ts';
import { memory } from './memory.ts';
import { type RunningNetwork, startNetwork } from './network.ts';
import { profile } from './profile.ts';
import { type Report, table } from './report.ts';
import { sideBySide, whyNoPostfix } from './side-by-side.ts';
import { signingFloor } from './signing-floor.ts';
import { storage } from './storage.ts';

export const PARTS = ['exchange', 'latency', 'memory', 'storage', 'postfix', 'profile', 'imap', 'log'] as const;
/** Takes long: only when it is asked for by name. */
const APART: readonly Part[] = ['imap', 'log'];
type Part = (typeof PARTS)[number];

export interface BenchOptions {
  /** JSON alone on stdout. */
  readonly json: boolean;
  /** Small messages in one measure; the others follow it. */
  readonly messages: number;
  /** Turns of the comparison with Postfix and Dovecot. */
  readonly rounds: number;
  /** Where the JSON goes besides. */
  readonly out: string | undefined;
  /** Sizes of the boxes measured over IMAP. */
  readonly boxes: readonly number[];
}

const SMALL = 5_000;
const BIG = 1_000_000;
const HUGE = 100_000_000;
const COMPLETA = 5_000_000;
const LATENCY_SECONDS = 10;

/** `npm run bench`: what certified exchanges cost on this machine (docs/performance.md). Answers whether every part held. */
export async function bench(what: string, options: BenchOptions): Promise<boolean> {
  const asked = PARTS.filter((part) => (what === 'all' ? !APART.includes(part) : part === what));
  if (asked.length === 0) throw new Error(`there is no measurement called ${what}`);
  obeyInterrupts();
  const report: Report = { conditions: conditions() };
  const run = async (part: Part, measure: () => Promise<void>) => {
    if (!asked.includes(part)) return;
    try {
      await measure();
    } catch (fault) {
      report.failed = { ...report.failed, [part]: (fault as Error).message };
    }
  };
  if (asked.some((part) => part === 'exchange' || part === 'latency' || part === 'postfix')) {
    await using running = await warmNetwork(options);
    await run('exchange', () => measureExchanges(running, report, options));
    await run('latency', () => measureLatency(running, report, options));
    await run('postfix', () => measureBesidePostfix(running, report, options));
  }
  if (asked.some((part) => part === 'memory' || part === 'storage')) {
    // Processes that have done nothing yet: what they keep from earlier load would hide their growth.
    await using running = await startNetwork();
    await run('memory', async () => {
      say('memory: one message of 100 MB…');
      report.memory = await memory(running, HUGE);
    });
    await run('storage', async () => {
      say('storage: completa exchanges of 5 MB…');
      report.storage = await storage(running, COMPLETA);
    });
  }
  await run('profile', async () => {
    say('profile…');
    report.profile = await profile(Math.ceil(options.messages / 2), SMALL);
  });
  await run('imap', async () => {
    report.imap = await imap({ messages: options.boxes, rounds: options.rounds, say });
  });
  await run('log', async () => {
    const { rounds, messages } = options;
    report.log = await longLog({ rounds, messages: Math.ceil(messages / 2), bodyBytes: SMALL, say });
  });
  print(report, options);
  return report.failed === undefined;
}

async function warmNetwork({ messages }: BenchOptions): Promise<RunningNetwork> {
  say('two providers start and warm up…');
  const running = await startNetwork();
  await exchange(running, { clients: 20, messages: Math.min(messages, 1_000), bodyBytes: SMALL });
  return running;
}

async function measureExchanges(running: RunningNetwork, report: Report, { messages }: BenchOptions): Promise<void> {
  const some = (share: number) => Math.max(1, Math.ceil(messages * share));
  const loads = [
    { clients: 20, messages, bodyBytes: SMALL },
    { clients: 64, messages, bodyBytes: SMALL },
    { clients: 1, messages: some(1 / 10), bodyBytes: SMALL },
    { clients: 20, messages: some(1 / 20), bodyBytes: BIG },
    { clients: 1, messages: some(1 / 100), bodyBytes: BIG },
  ];
  say('signing floor…');
  const before = await signingFloor();
  const results = [];
  for (const load of loads) {
    say(`exchanges: ${load.messages} messages of ${load.bodyBytes} bytes from ${load.clients} clients…`);
    results.push(await exchange(running, load));
  }
  say('signing floor…');
  const after = await signingFloor();
  const signaturesPerSecond = (before + after) / 2;
  report.floor = { before, after, signaturesPerSecond };
  report.exchanges = results.map((result) => ({
    ...result,
    ratio: (result.exchangesPerSecond * 4) / signaturesPerSecond,
  }));
}

/** Half of the best pace seen with small messages in this run; measured now when it was not asked for. */
async function measureLatency(running: RunningNetwork, report: Report, { messages }: BenchOptions): Promise<void> {
  const known = report.exchanges?.filter(({ bodyBytes }) => bodyBytes === SMALL);
  const paced = known ?? [await exchange(running, { clients: 20, messages, bodyBytes: SMALL })];
  const perSecond = Math.max(...paced.map(({ exchangesPerSecond }) => exchangesPerSecond)) / 2;
  say(`latency at ${perSecond.toFixed(0)} messages per second…`);
  report.latency = await latency(running, { perSecond, seconds: LATENCY_SECONDS, bodyBytes: SMALL });
}

async function measureBesidePostfix(running: RunningNetwork, report: Report, options: BenchOptions): Promise<void> {
  const skipped = whyNoPostfix();
  if (skipped !== undefined) {
    say(`Postfix and Dovecot: skipped, ${skipped}`);
    report.postfix = { skipped };
    return;
  }
  const { rounds } = options;
  const messages = Math.ceil(options.messages / 2);
  say(`side by side with Postfix and Dovecot: ${rounds} rounds of ${messages} messages…`);
  report.postfix = await sideBySide(running, { rounds, messages, bodyBytes: SMALL });
}

function print(report: Report, { json, out }: BenchOptions): void {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  process.stdout.write(json ? text : `\n${table(report)}`);
  if (out === undefined) return;
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, text);
  say(`\nThe same as JSON: ${relative(process.cwd(), out)}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
