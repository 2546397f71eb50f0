import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Random, Store } from '#ports';
import { openVault, VAULT_KEY_OCTETS } from '#sign-in';
import type { KeyEnvironment } from './signing-secrets.ts';

/** Tells which key the second factors in this database are sealed with; nothing about the key. */
const MARK = 'chiave-accessi';

/**
 * The key that second factors are sealed with, outside the database: 32 octets in base64, from the environment variable
 * CERALACCA_SIGN_IN_KEY or from a file, which is made at the first start. Every process with pages needs the same one. Throws when it is
 * unreadable, or another one than that the database knows.
 */
export async function readSignInKey(
  file: string,
  ports: { readonly store: Pick<Store, 'document' | 'commit'>; readonly random: Random; now(): number },
  environment: KeyEnvironment,
): Promise<Uint8Array> {
  const { store, random } = ports;
  const given = environment.CERALACCA_SIGN_IN_KEY;
  const known = await store.document(MARK);
  const text = given ?? (await readText(file)) ?? (known === undefined ? await makeKey(file, random) : undefined);
  if (text === undefined)
    throw new Error(
      `the key that second factors were sealed with is not in ${file}: bring it back there (web.signInKeyFile), or into CERALACCA_SIGN_IN_KEY`,
    );
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== VAULT_KEY_OCTETS)
    throw new Error(
      `the key for sign-in in ${given === undefined ? file : 'CERALACCA_SIGN_IN_KEY'} is not ${VAULT_KEY_OCTETS} octets in base64`,
    );
  const mark = openVault(key, random).mark('identity', MARK);
  if (known === undefined)
    await store.commit({ documents: [{ name: MARK, bytes: new TextEncoder().encode(mark), at: ports.now() }] });
  else if (new TextDecoder().decode(known.bytes) !== mark)
    throw new Error(
      `the key for sign-in in ${given === undefined ? file : 'CERALACCA_SIGN_IN_KEY'} is another one than second factors were sealed with`,
    );
  return key;
}

async function readText(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined;
    throw new Error(`cannot read the key for sign-in in ${file} (${fault.code})`, { cause: fault });
  });
}

async function makeKey(file: string, random: Random): Promise<string> {
  const text = `${Buffer.from(random.bytes(VAULT_KEY_OCTETS)).toString('base64')}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
  return text;
}
