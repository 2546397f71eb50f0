import { randomInt, randomUUID } from 'node:crypto';
import { hashPassword } from '#adapters/argon2';
import type { Country } from './country.ts';
import { type DataFolder, keep, readKept } from './data-folder.ts';

/** What the data folder keeps of a resident besides the plan: chosen at the first start. */
export interface KeptResident {
  readonly id: string;
  readonly password: string;
  /** argon2id; absent for ordinary mail. */
  readonly passwordHash?: string;
}

export type KeptResidents = Readonly<Record<string, KeptResident>>;

const CONSONANTS = 'bcdfglmnprstvz';
const VOWELS = 'aeiou';

/** Two words a person can type and remember for an hour, and three digits: about 44 bits. */
function makePassword(): string {
  const letter = (from: string) => from[randomInt(from.length)]!;
  const syllables = (count: number) =>
    Array.from({ length: count }, () => letter(CONSONANTS) + letter(VOWELS)).join('');
  return `${syllables(3)}-${syllables(3)}-${String(randomInt(1000)).padStart(3, '0')}`;
}

/** Under what somebody who works at a provider is kept: logins are of one provider. */
export const staffKey = (provider: string, login: string): string => `${provider}/${login}`;

/** Passwords and ids of everybody in the country, made for whoever is new and kept. */
export async function keepResidents(folder: DataFolder, country: Country): Promise<KeptResidents> {
  const kept: Record<string, KeptResident> = { ...readKept<KeptResidents>(folder, 'residents.json') };
  const certified = country.providers.flatMap(({ residents }) => residents);
  const make = async (name: string, hashed: boolean): Promise<void> => {
    if (kept[name] !== undefined) return;
    const password = makePassword();
    kept[name] = { id: randomUUID(), password, ...(hashed ? { passwordHash: await hashPassword(password) } : {}) };
  };
  await Promise.all([
    ...certified.map(({ address }) => make(address, true)),
    ...country.providers.flatMap(({ key, staff }) => staff.map(({ login }) => make(staffKey(key, login), true))),
    ...country.ordinary.residents.map(({ address }) => make(address, false)),
  ]);
  keep(folder, 'residents.json', kept);
  return kept;
}
