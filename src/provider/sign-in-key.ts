import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Random, Store } from '#ports';
import { openVault, VAULT_KEY_OCTETS } from '#sign-in';
import type { KeyEnvironment } from './signing-secrets.ts';

/**
 * Tells which keys things in this database are sealed with, nothing about the keys: a name a line, that of the key in force first; with the
 * word `done` one that nothing is sealed with any more.
 */
const NAMES = 'chiave-accessi';
const DONE = ' done';
/** The one in force, the ones before it, and one to come. */
const MOST_KEYS = 8;

export interface SignInKeyPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly random: Random;
  now(): number;
}

/**
 * The keys that second factors and personal data are sealed with, outside the database: 32 octets in base64 each, the one that writes first,
 * from the environment variable CERALACCA_SIGN_IN_KEY or from a file, which is made at the first start. Every process with pages needs the same
 * ones. Throws when they are unreadable, or when one is missing that something in the database is sealed with.
 */
export async function readSignInKeys(
  file: string,
  ports: SignInKeyPorts,
  environment: KeyEnvironment,
): Promise<readonly Uint8Array[]> {
  const { store, random } = ports;
  const given = environment.CERALACCA_SIGN_IN_KEY;
  const known = await readNames(store);
  const text = given ?? (await readKeyText(file)) ?? (known.length === 0 ? await makeKeyFile(file, random) : undefined);
  const place = given === undefined ? file : 'CERALACCA_SIGN_IN_KEY';
  if (text === undefined)
    throw new Error(
      `the key that second factors were sealed with is not in ${file}: bring it back there (web.signInKeyFile), or into CERALACCA_SIGN_IN_KEY; if it is lost for ever, see \`account key start-over\``,
    );
  const keys = parseKeys(text, place);
  const { names } = openVault(keys, random);
  const missing = known.find(({ name, isDone }) => !isDone && !names.includes(name));
  if (missing !== undefined)
    throw new Error(`the key for sign-in in ${place} is another one than second factors were sealed with`);
  const inForce = known[0];
  if (inForce?.name !== names[0] || inForce?.isDone === true) {
    const rest = known.filter(({ name }) => name !== names[0]);
    await putNames([{ name: names[0]!, isDone: false }, ...rest], ports);
  }
  return keys;
}

/** As they stand in a file or in the environment. Throws what is wrong with them. */
export function parseKeys(text: string, place: string): readonly Uint8Array[] {
  const keys = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => Buffer.from(word, 'base64'));
  if (keys.length === 0 || keys.length > MOST_KEYS || keys.some(({ length }) => length !== VAULT_KEY_OCTETS))
    throw new Error(
      `the key for sign-in in ${place} is not ${VAULT_KEY_OCTETS} octets in base64, or at most ${MOST_KEYS} of them, one a line`,
    );
  return keys;
}

export interface KeyName {
  readonly name: string;
  /** Nothing was sealed with it any more when it was looked at last. */
  readonly isDone: boolean;
}

export async function readNames(store: Pick<Store, 'document'>): Promise<readonly KeyName[]> {
  const known = await store.document(NAMES);
  if (known === undefined) return [];
  return new TextDecoder()
    .decode(known.bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.replace(DONE, ''), isDone: line.endsWith(DONE) }));
}

export async function putNames(
  names: readonly KeyName[],
  { store, now }: Omit<SignInKeyPorts, 'random'>,
): Promise<void> {
  const text = names.map(({ name, isDone }) => `${name}${isDone ? DONE : ''}`).join('\n');
  await store.commit({ documents: [{ name: NAMES, bytes: new TextEncoder().encode(text), at: now() }] });
}

/** Undefined when there is no such file. */
export async function readKeyText(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined;
    throw new Error(`cannot read the key for sign-in in ${file} (${fault.code})`, { cause: fault });
  });
}

export function newKeyText(random: Random): string {
  return `${Buffer.from(random.bytes(VAULT_KEY_OCTETS)).toString('base64')}\n`;
}

/** For its owner alone; whole or not at all, since a half key file would shut everybody out. */
export async function writeKeyFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${randomUUID()}`;
  await writeFile(beside, text, { mode: 0o600, flag: 'wx', flush: true });
  await chmod(beside, 0o600);
  await rename(beside, file);
}

async function makeKeyFile(file: string, random: Random): Promise<string> {
  const text = newKeyText(random);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
  return text;
}
