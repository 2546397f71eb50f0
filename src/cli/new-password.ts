import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashPassword } from '#adapters/argon2';
import type { Step } from '#ports';
import { CliFault, EXIT } from './exit.ts';
import type { OpenProvider } from './open-provider.ts';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const SHORTEST = 8;

/** With the step that gives somebody a password made here: the operator has seen it, so the web asks for another one at the next sign-in. */
export async function demandAnother(
  { store, now }: Pick<OpenProvider, 'store' | 'now'>,
  login: string,
  made: string | undefined,
): Promise<Step> {
  if (made === undefined) return {};
  const { demandNewPassword } = await import('#sign-in');
  return { cards: [await demandNewPassword(store, login, now())] };
}

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
