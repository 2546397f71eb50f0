import type { Command } from 'commander';
import { addLogDays } from './log-days.ts';
import { addLogPurge } from './log-purge.ts';
import { addLogSeal } from './log-seal.ts';
import { addLogSearch } from './log-search.ts';
import { addLogVerify } from './log-verify.ts';
import { addLogWitness } from './log-witness.ts';

/** `ceralacca log`: the message log, sealed, searched, verified. */
export function addLogCommands(program: Command): Command {
  const log = program.command('log').description('The message log of a provider.');
  addLogSearch(log);
  addLogDays(log);
  addLogVerify(log);
  addLogSeal(log);
  addLogPurge(log);
  addLogWitness(log);
  return log;
}
