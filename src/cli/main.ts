import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addBench } from './bench-command.ts';
import { CliFault, EXIT } from './exit.ts';
import { addInit } from './init-command.ts';
import { addProviderCommands } from './provider-commands.ts';
import { addSandbox } from './sandbox-command.ts';
import { addServe } from './serve-command.ts';
import { addVerify } from './verify-command.ts';

function version(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
}

/** All commands, each with its own `--help`. */
export function buildProgram(): Command {
  const program = new Command('ceralacca')
    .description(
      'Certified e-mail (PEC): a test country on this machine, a provider for real, and a judge of any PEC message.',
    )
    .version(version())
    .exitOverride()
    .showHelpAfterError('(ceralacca COMMAND --help says more)');
  addSandbox(program);
  addInit(program);
  addServe(program);
  addVerify(program);
  addProviderCommands(program);
  addBench(program);
  for (const command of program.commands) inherit(command);
  return program;
}

function inherit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) inherit(inner);
}

/** Runs one command line and sets the exit code: 0 done, 1 not done, 2 not understood; the fault in one sentence on stderr. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync([...words], { from: 'user' });
  } catch (fault) {
    if (fault instanceof CommanderError) {
      // Commander has said what was wrong; help and version end with 0.
      process.exitCode = fault.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    process.stderr.write(`ceralacca: ${fault instanceof Error ? fault.message : String(fault)}\n`);
    if (process.env.CERALACCA_DEBUG !== undefined && fault instanceof Error)
      process.stderr.write(`${fault.stack}\n`);
    process.exitCode = fault instanceof CliFault ? fault.exitCode : EXIT.fault;
  }
}
