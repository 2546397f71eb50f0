import type { Random } from '#ports';
import { digestOf, type Vault } from './vault.ts';

/** No letters that look alike; 32 of them, so that five bits of chance make one. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 12;
export const RECOVERY_CODES = 10;

export interface NewRecoveryCodes {
  /** Shown once: `abcd-efgh-jkmn`, 60 bits of chance each. */
  readonly shown: readonly string[];
  /** Their digests, sealed: they can be sealed anew when keys change, and no code can be read out of them. */
  readonly kept: readonly string[];
}

/** Codes for the day when telephone and key are lost; each opens once. */
export function makeRecoveryCodes(random: Random, vault: Vault): NewRecoveryCodes {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(random.bytes(LENGTH), (octet) => LETTERS[octet % LETTERS.length]).join(''),
  );
  return {
    shown: codes.map((code) => code.match(/.{4}/g)!.join('-')),
    kept: codes.map((code) => vault.seal('recovery-code', digestOf(code))),
  };
}

/** Earlier ones were kept as marks, good as long as the vault has the key that made them. */
export const isMark = (one: string): boolean => /^[0-9a-f]{64}$/.test(one);

/** What is left when this code is used; undefined when it is none of them. With hyphens or without, in any letter case. */
export function spendRecoveryCode(typed: string, kept: readonly string[], vault: Vault): readonly string[] | undefined {
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '');
  // What is compared are digests and marks: their letters tell a guesser nothing of the code.
  const digest = digestOf(code);
  const marks = vault.marks('recovery-code', code);
  const isIt = (one: string) => (isMark(one) ? marks.includes(one) : vault.open('recovery-code', one) === digest);
  return kept.some(isIt) ? kept.filter((one) => !isIt(one)) : undefined;
}

/** With the key in force, those that an older one sealed. */
export function resealCodes(kept: readonly string[], vault: Vault): readonly string[] {
  if (!kept.some((one) => vault.isOld('recovery-code', one))) return kept;
  return kept.map((one) =>
    vault.isOld('recovery-code', one) ? vault.seal('recovery-code', vault.open('recovery-code', one)!) : one,
  );
}
