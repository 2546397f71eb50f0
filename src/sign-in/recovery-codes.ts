import type { Random } from '#ports';
import type { Vault } from './vault.ts';

/** No letters that look alike; 32 of them, so that five bits of chance make one. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 12;
export const RECOVERY_CODES = 10;

export interface NewRecoveryCodes {
  /** Shown once: `abcd-efgh-jkmn`, 60 bits of chance each. */
  readonly shown: readonly string[];
  readonly marks: readonly string[];
}

/** Codes for the day when telephone and key are lost; each opens once. */
export function makeRecoveryCodes(random: Random, vault: Vault): NewRecoveryCodes {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(random.bytes(LENGTH), (octet) => LETTERS[octet % LETTERS.length]).join(''),
  );
  return {
    shown: codes.map((code) => code.match(/.{4}/g)!.join('-')),
    marks: codes.map((code) => vault.mark('recovery-code', code)),
  };
}

/** The marks that are left when this code is used; undefined when it is none of them. With hyphens or without, in any letter case. */
export function spendRecoveryCode(
  typed: string,
  marks: readonly string[],
  vault: Vault,
): readonly string[] | undefined {
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '');
  // What is compared are marks made with our keys: their letters tell a guesser nothing.
  const spent = vault.marks('recovery-code', code);
  return marks.some((one) => spent.includes(one)) ? marks.filter((one) => !spent.includes(one)) : undefined;
}
