export const LEAST_LENGTH = 12;

export type Strength = 'short' | 'personal' | 'simple' | 'good' | 'strong';

const COMMON = /password|passw0rd|qwerty|asdf|123456|abcdef|111111|000000|italia|benvenut|welcome|letmein|admin/i;

/**
 * How hard a password is to guess, in a word. No rules about signs and digits: length counts, and that it is neither somebody's name nor
 * one sign again and again (NIST SP 800-63B 5.1.1.2). `personal`: names, address, tax code.
 */
export function judgePassword(password: string, personal: readonly string[]): Strength {
  const plain = password.toLowerCase();
  if ([...password].length < LEAST_LENGTH) return 'short';
  const own = personal
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 4);
  const rest = own.reduce((text, word) => text.replaceAll(word, ''), plain);
  if (rest.length < plain.length && rest.length < LEAST_LENGTH) return 'personal';
  const different = new Set(plain).size;
  if (different < 6 || (COMMON.test(plain) && plain.length < 20)) return 'simple';
  return plain.length >= 20 || (plain.length >= 16 && different >= 10) ? 'strong' : 'good';
}

export function isEnough(strength: Strength): boolean {
  return strength === 'good' || strength === 'strong';
}
