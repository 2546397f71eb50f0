import { EXIT } from './exit.ts';
import type { OpenProvider } from './open-provider.ts';
import { printJson } from './print.ts';
import { Transfer } from './transfer.ts';

/** Progress for people on stderr. */
export function openTransfer(verb: string): Transfer {
  return new Transfer(verb, {
    say: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    now: () => performance.now(),
  });
}

/** The result on stdout, and exit code 1 when anything failed. */
export function tellResult(transfer: Transfer, json: true | undefined): void {
  transfer.end();
  if (json) printJson(transfer);
  else process.stdout.write(`${transfer.describe()}\n`);
  if (transfer.bad > 0) process.exitCode = EXIT.fault;
}

/** The bodies that are files, as a command reads and writes them. */
export async function openBlobs({ blobsDir, now }: OpenProvider) {
  const [{ openFileBlobs }, { systemRandom }] = await Promise.all([import('#adapters/files'), import('#config')]);
  return await openFileBlobs({ dir: blobsDir, random: systemRandom(), legalTime: { now } });
}
