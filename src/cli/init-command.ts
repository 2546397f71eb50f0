import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { parseConfig, sampleConfig } from '#config';
import { CliFault } from './exit.ts';
import { placeNewFile } from './place-file.ts';

interface Options {
  readonly config: string;
  readonly name: string;
  readonly domain: string;
  readonly pecDomain: string;
}

function init({ config: file, ...choice }: Options): void {
  const text = sampleConfig(choice);
  // Names that no provider could have are refused now, not at the first start.
  parseConfig(text, '.', {});
  mkdirSync(dirname(file), { recursive: true });
  try {
    placeNewFile(file, text, 0o640);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CliFault(`${file} is there already and is left as it is`);
    throw fault;
  }
  process.stdout.write(
    `${file} is written. Next: put your keys and certificates where it says (or change it), then\n` +
      `  ceralacca mailbox add --config ${file} mario.rossi@${choice.pecDomain} --holder "Mario Rossi"\n` +
      `  ceralacca dns --config ${file}\n  ceralacca serve --config ${file}\n`,
  );
}

/** `ceralacca init`: a documented settings file to begin with. */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('Write a documented settings file for `ceralacca serve`.')
    .requiredOption('--config <file>', 'the file to write')
    .option('--name <name>', 'the provider, as in its certificate and in the index', 'Gestore Esempio S.p.A.')
    .option('--domain <domain>', "the provider's own mail domain", 'gestore.example')
    .option('--pec-domain <domain>', 'the first PEC domain', 'pec.example')
    .action(init);
}
