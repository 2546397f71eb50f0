import { type Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly data: string;
  readonly basePort?: number;
  readonly networkFile?: string;
  readonly demo: boolean;
  readonly fresh?: true;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_000) throw new InvalidArgumentError('a number from 0 to 65000, please.');
  return port;
}

/** `ceralacca sandbox`, which is `npm start`. */
export function addSandbox(program: Command): void {
  program
    .command('sandbox')
    .description(
      'A small PEC network on this machine: two providers, their index, ordinary mail. For trying; no legal value.',
    )
    .option('--data <folder>', 'where everything is kept', '.ceralacca')
    .option('--base-port <port>', 'first of the ports to listen on; 0 takes whatever is free', portNumber)
    .option('--network-file <file>', 'write doors, addresses and passwords as JSON once every door answers')
    .option('--no-demo', 'send no demonstration message')
    .option('--fresh', 'begin anew: forget messages, keys, passwords and the clock')
    .action(async ({ data, basePort, networkFile, demo, fresh }: Options) => {
      // Loaded only now: every other command starts the faster.
      const { runSandbox } = await import('#sandbox');
      await runSandbox({ data, basePort, networkFile, demo, fresh: fresh === true });
      // Nothing may hold the process once everything is stopped.
      process.exit(0);
    });
}
