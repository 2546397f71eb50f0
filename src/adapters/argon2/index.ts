import { hash, verify } from '@node-rs/argon2';
import { fewAtOnce } from './few-at-once.ts';

/** OWASP's choice for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Node has four threads for these and for files: two stay free. */
const inTurn = fewAtOnce(2);

/** A password as it is kept: argon2id, PHC string. */
export async function hashPassword(password: string): Promise<string> {
  return await inTurn(() => hash(password, COST));
}

/**
 * Whether a password belongs to a kept hash. Where there is no such account the same work is done all the same, so that time
 * does not tell who lives here.
 */
export async function verifyPassword(kept: string | undefined, password: string): Promise<boolean> {
  const known = kept ?? (await nobody());
  const matches = await inTurn(() => verify(known, password)).catch(() => false);
  return matches && kept !== undefined;
}

let nobodysHash: Promise<string> | undefined;

function nobody(): Promise<string> {
  nobodysHash ??= hashPassword('nobody lives here');
  return nobodysHash;
}
