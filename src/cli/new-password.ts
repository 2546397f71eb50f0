import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashPassword } from '#adapters/argon2';
import { CliFault, EXIT } from './exit.ts';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const SHORTEST = 8;

/** A password made here (80 bits, no letters that look alike), or the first line of standard input; with its argon2id. */
export async function newPassword(fromStdin: boolean): Promise<{ password: string | undefined; hash: string }> {
  if (fromStdin) {
    const given = readFileSync(0, 'utf8').split(/\r?\n/)[0] ?? '';
    if (given.length < SHORTEST) throw new CliFault(`a password needs at least ${SHORTEST} characters`, EXIT.usage);
    return { password: undefined, hash: await hashPassword(given) };
  }
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const password = [group(), group(), group(), group()].join('-');
  return { password, hash: await hashPassword(password) };
}
