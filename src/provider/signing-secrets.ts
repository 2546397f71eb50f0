import { readFileSync } from 'node:fs';
import { openToAll, type SigningKeyConfig } from '#config';

/** What the environment may say of keys, and what modules look for there themselves. */
export type KeyEnvironment = Readonly<Record<string, string | undefined>>;

type Of<Kind extends SigningKeyConfig['kind']> = Extract<SigningKeyConfig, { readonly kind: Kind }>;

/** The first line of a file; an editor may have ended it. Throws when every user of the machine may read it. */
function firstLine(what: string, path: string): string {
  let text: string;
  let fault: string | undefined;
  try {
    text = readFileSync(path, 'utf8');
    fault = openToAll(path);
  } catch (cause) {
    throw new Error(`cannot read the ${what} in ${path} (${(cause as NodeJS.ErrnoException).code ?? cause})`, {
      cause,
    });
  }
  if (fault !== undefined) throw new Error(`the ${what}: ${fault}`);
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** The passphrase of a key in a file; undefined when none is given: the key may be plain. */
export function passphraseOf({ passphraseFile }: Of<'file'>, environment: KeyEnvironment): string | undefined {
  return passphraseFile === undefined ? environment.CERALACCA_KEY_PASSPHRASE : firstLine('passphrase', passphraseFile);
}

/** The PIN of a token. Throws when there is none: asking the token without would cost one of its few tries. */
export function pinOf({ pinFile, token }: Of<'pkcs11'>, environment: KeyEnvironment): string {
  const pin = pinFile === undefined ? environment.CERALACCA_PIN : firstLine('PIN', pinFile);
  if (pin === undefined || pin === '')
    throw new Error(
      `the PIN of token "${token}" is missing: give it in pinFile or in the environment variable CERALACCA_PIN`,
    );
  return pin;
}

const OURS = /^(CERALACCA_|DATABASE_)/;

/** What a module's process may see: its own settings, and none of our secrets. */
export function moduleEnvironment(environment: KeyEnvironment): KeyEnvironment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.test(name)));
}
