import type { Command } from 'commander';
import type { Asker } from '#disclosure';
import { CliFault, EXIT } from './exit.ts';

export interface AskerOptions {
  readonly for?: string;
  readonly authority?: string;
}

/** Adds the options that say who is given something: it stands in the log. */
export function forWhom(command: Command): Command {
  return command
    .option('--for <address>', 'the holder who asks: he is given only what is his')
    .option('--authority <name>', 'the authority that asks by order, with its reference: it is given everything');
}

export function askerOf(options: AskerOptions, otherwise?: string): Asker {
  const { for: address = otherwise, authority } = options;
  if (authority !== undefined && options.for !== undefined)
    throw new CliFault('say either --for ADDRESS or --authority NAME', EXIT.usage);
  if (authority !== undefined) return { kind: 'authority', name: authority };
  if (address === undefined)
    throw new CliFault('say who asks: --for ADDRESS, or --authority NAME; the log tells it', EXIT.usage);
  return { kind: 'holder', address };
}
