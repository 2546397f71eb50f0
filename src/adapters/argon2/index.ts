import { hash, verify } from '@node-rs/argon2';

/** OWASP's choice for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A password as it is kept: argon2id, PHC string. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password, COST);
}

/**
 * Whether a password belongs to a kept hash. Where there is no such account the same work is done all the same, so that time
 * does not tell who lives here.
 */
export async function verifyPassword(kept: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(kept ?? (await nobody()), password).catch(() => false);
  return matches && kept !== undefined;
}

let nobodysHash: Promise<string> | undefined;

function nobody(): Promise<string> {
  nobodysHash ??= hashPassword('nobody lives here');
  return nobodysHash;
}
