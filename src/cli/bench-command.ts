import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { CliFault } from './exit.ts';

const BENCH = new URL('../../test/bench/index.ts', import.meta.url);

/** `ceralacca bench`: the measurements of test/bench, which stay out of an installed copy. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description('Measure certified exchanges, the signing floor, latency and memory on this machine.')
    .argument('[what]', 'exchange', 'exchange')
    .option('--json', 'print JSON only')
    .action(async (what: string, options: { json?: true }) => {
      if (!existsSync(BENCH)) throw new CliFault('the measurements come with the source repository (test/bench)');
      const { bench } = (await import(BENCH.href)) as {
        bench(what: string, options: { json: boolean }): Promise<void>;
      };
      await bench(what, { json: options.json === true });
    });
}
