import { readFileSync } from 'node:fs';
import type { AgeKey, AgeLock } from './backup-age.ts';
import { bech32Octets } from './backup-bech32.ts';
import { CliFault, EXIT } from './exit.ts';

export interface LockOptions {
  readonly passphraseFile?: string;
  readonly recipient: readonly string[];
}

export interface KeyOptions {
  readonly passphraseFile?: string;
  readonly identityFile?: string;
}

const LEAST = 12;

/** How a backup is encrypted; undefined when it is not. */
export function lockOf({ passphraseFile, recipient }: LockOptions): AgeLock | undefined {
  if (passphraseFile !== undefined && recipient.length > 0)
    throw new CliFault('--passphrase-file or --recipient, not both', EXIT.usage);
  for (const one of recipient)
    if (bech32Octets(one, 'age')?.length !== 32)
      throw new CliFault(`--recipient ${one} is none of age (age1…)`, EXIT.usage);
  if (passphraseFile !== undefined) return { passphrase: passphraseIn(passphraseFile) };
  return recipient.length > 0 ? { recipients: recipient } : undefined;
}

/** What opens a backup; asked for only when it is encrypted. */
export function keyOf({ passphraseFile, identityFile }: KeyOptions): AgeKey {
  if (passphraseFile !== undefined) return { passphrase: passphraseIn(passphraseFile) };
  if (identityFile === undefined)
    throw new CliFault('the backup is encrypted: give --passphrase-file or --identity-file', EXIT.usage);
  const lines = textOf('--identity-file', identityFile).split(/\r?\n/);
  return { identities: lines.filter((text) => text !== '' && !text.startsWith('#')) };
}

export function passphraseIn(path: string): string {
  const [line = ''] = textOf('--passphrase-file', path).split(/\r?\n/);
  if (line.length < LEAST)
    throw new CliFault(`--passphrase-file: a passphrase has at least ${LEAST} characters`, EXIT.usage);
  return line;
}

function textOf(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new CliFault(`${option}: cannot read ${path} (${(fault as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
}
