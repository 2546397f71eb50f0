/** Why a tax code cannot be whose it is said to be; codes for programs, `it`, `en` and `de` come from `refusals.ts`. */
export type TaxCodeFault = 'shape' | 'check' | 'birth-date' | 'birth-place' | 'sex' | 'family-name' | 'given-name';

/** What is known of a person beside it. */
export interface Person {
  readonly familyName?: string | undefined;
  readonly givenName?: string | undefined;
  /** `1980-05-17`. */
  readonly birthDate?: string | undefined;
  readonly sex?: 'F' | 'M' | undefined;
  /** Code of the municipality or, with Z, of the country: `H501`. */
  readonly birthPlaceCode?: string | undefined;
}

const SHAPE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/;
const MONTHS = 'ABCDEHLMPRST';
/** Two people would have the same code: digits of one become letters, the last ones first (omocodia). */
const OMOCODE = 'LMNPQRSTUV';
const DIGIT_PLACES = [6, 7, 9, 10, 12, 13, 14];
/** What a sign counts at an odd place, the first being odd: 0-9, then A-Z. */
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const FEMALE = 40;

/**
 * Checks the code of a natural person: its shape, its check letter, and whatever of the person is known (DM 23/12/1976; DM 12/3/1974). The
 * place is compared by its code, since no table of names is at hand. Lower case and spaces around are for the caller to mend.
 */
export function checkPersonalCode(code: string, person: Person = {}): readonly TaxCodeFault[] {
  if (!SHAPE.test(code)) return ['shape'];
  if (checkLetter(code) !== code[15]) return ['check'];
  const plain = withoutOmocodes(code);
  const faults: TaxCodeFault[] = [];
  if (person.familyName !== undefined && plain.slice(0, 3) !== familyCode(person.familyName))
    faults.push('family-name');
  if (person.givenName !== undefined && plain.slice(3, 6) !== givenCode(person.givenName)) faults.push('given-name');
  const birth = birthOf(plain);
  if (birth === undefined) return [...faults, 'birth-date'];
  if (person.birthDate !== undefined && !isSameDay(person.birthDate, birth)) faults.push('birth-date');
  if (person.sex !== undefined && person.sex !== birth.sex) faults.push('sex');
  const { birthPlaceCode: place } = person;
  if (place !== undefined && place.toUpperCase() !== plain.slice(11, 15)) faults.push('birth-place');
  return faults;
}

/** The letter that the first fifteen signs ask for. */
export function checkLetter(code: string): string {
  let sum = 0;
  for (let at = 0; at < 15; at++) {
    const value = Number.parseInt(code[at]!, 36);
    const index = value < 10 ? value : value - 10;
    sum += at % 2 === 0 ? ODD[index]! : index;
  }
  return String.fromCharCode(65 + (sum % 26));
}

/** With digits where they were. */
export function withoutOmocodes(code: string): string {
  const signs = [...code];
  for (const at of DIGIT_PLACES) {
    const digit = OMOCODE.indexOf(signs[at]!);
    if (digit >= 0) signs[at] = String(digit);
  }
  return signs.join('');
}

function birthOf(plain: string) {
  const year = Number(plain.slice(6, 8));
  const month = MONTHS.indexOf(plain[8]!) + 1;
  const told = Number(plain.slice(9, 11));
  const sex = told > FEMALE ? ('F' as const) : ('M' as const);
  const day = told > FEMALE ? told - FEMALE : told;
  return day < 1 || day > 31 ? undefined : { year, month, day, sex };
}

/** Of the year the code has two digits alone. */
function isSameDay(
  date: string,
  birth: { readonly year: number; readonly month: number; readonly day: number },
): boolean {
  const [year = 0, month, day] = date.split('-').map(Number);
  return year % 100 === birth.year && month === birth.month && day === birth.day;
}

function letters(name: string): { readonly consonants: string; readonly vowels: string } {
  const plain = name
    .normalize('NFD')
    .toUpperCase()
    .replace(/ß/g, 'SS')
    .replace(/[^A-Z]/g, '');
  return { consonants: plain.replace(/[AEIOU]/g, ''), vowels: plain.replace(/[^AEIOU]/g, '') };
}

/** Consonants, then vowels, then X. */
function familyCode(name: string): string {
  const { consonants, vowels } = letters(name);
  return `${consonants}${vowels}XXX`.slice(0, 3);
}

/** Of four consonants or more the second is left out. */
function givenCode(name: string): string {
  const { consonants, vowels } = letters(name);
  if (consonants.length >= 4) return `${consonants[0]}${consonants[2]}${consonants[3]}`;
  return `${consonants}${vowels}XXX`.slice(0, 3);
}

/** Eleven digits: of firms and bodies, VAT numbers, and persons who have no code yet. The last is a check (Luhn, DM 23/12/1976). */
export function isNumericCode(code: string): boolean {
  if (!/^\d{11}$/.test(code) || /^0+$/.test(code)) return false;
  let sum = 0;
  for (let at = 0; at < 10; at++) {
    const digit = Number(code[at]);
    const doubled = digit * 2;
    sum += at % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10 === Number(code[10]);
}

/** Of sixteen signs or eleven: can it be one at all? */
export function isTaxCode(code: string): boolean {
  return code.length === 16 ? checkPersonalCode(code).length === 0 : isNumericCode(code);
}

/** As it is compared and marked. Omocodia stays: it parts two people who would else have one code. */
export const canonicalCode = (code: string): string => code.trim().toUpperCase();
