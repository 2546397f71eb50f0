import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CliFault, EXIT } from './exit.ts';

const BENCH = new URL('../../test/bench/index.ts', import.meta.url);
const PARTS = ['all', 'exchange', 'latency', 'memory', 'storage', 'postfix', 'profile', 'imap', 'log'];

interface BenchOptions {
  readonly json?: true;
  readonly messages: string;
  readonly rounds: string;
  readonly out?: string;
  readonly boxes: string;
}

interface Bench {
  bench(
    what: string,
    options: {
      json: boolean;
      messages: number;
      rounds: number;
      out: string | undefined;
      boxes: readonly number[];
    },
  ): Promise<boolean>;
}

function count(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new CliFault(`--${name} ${text} is not a number from 1 to ${most}`, EXIT.usage);
  return value;
}

/** `ceralacca bench`: the measurements of test/bench, which stay out of an installed copy. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description(
      'Measure certified exchanges, the signing floor, latency, memory, storage and (by name) IMAP and a long log on this machine.',
    )
    .argument('[part]', PARTS.join(', '), 'all')
    .option('--messages <count>', 'small messages in one measure; the others follow it', '3000')
    .option('--rounds <count>', 'turns of the comparison with Postfix and Dovecot', '3')
    .option('--boxes <counts>', 'imap: messages in each box measured', '1000,100000')
    .option('--out <file>', 'where the JSON goes (by default .cache/bench.json, with --json nowhere)')
    .option('--json', 'print JSON only')
    .action(async (part: string, options: BenchOptions) => {
      if (!PARTS.includes(part)) throw new CliFault(`${part} is none of ${PARTS.join(', ')}`, EXIT.usage);
      if (!existsSync(BENCH)) throw new CliFault('the measurements come with the source repository (test/bench)');
      if (process.platform !== 'linux') throw new CliFault('the measurements read /proc: they run on Linux');
      const json = options.json === true;
      const out = options.out ?? (json ? undefined : join('.cache', 'bench.json'));
      const { bench } = (await import(BENCH.href)) as Bench;
      const held = await bench(part, {
        json,
        messages: count('messages', options.messages, 1_000_000),
        rounds: count('rounds', options.rounds, 100),
        out: out === undefined ? undefined : resolve(out),
        boxes: options.boxes.split(',').map((text) => count('boxes', text, 1_000_000)),
      });
      if (!held) throw new CliFault('some measures are void: see above');
    });
}
