import type { Applicant, HOLDER_KINDS } from '#contract';
import { romeDay } from '#evidence';
import type { Instant } from '#pec';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { type Fault, fault, ofTaxCode } from './refusals.ts';
import { canonicalCode, checkPersonalCode, isNumericCode } from './tax-code.ts';

export type HolderKind = (typeof HOLDER_KINDS)[number];

export const MINIMUM_AGE = 18;

/** What each must say, beside what everybody does. */
export const NEEDS: Readonly<Record<HolderKind, readonly (keyof Applicant)[]>> = {
  person: ['givenName', 'familyName', 'birthDate', 'birthPlace'],
  'foreign-resident': ['givenName', 'familyName', 'birthDate', 'birthPlace', 'permit'],
  professional: ['givenName', 'familyName', 'birthDate', 'register'],
  firm: ['organisationName', 'vatNumber', 'givenName', 'familyName'],
  'public-body': ['organisationName', 'ipaCode', 'givenName', 'familyName'],
};

/** Everything that is wrong with what somebody says of himself, together. What it says may still be untrue: that is for the evidence. */
export async function judgeApplicant(
  applicant: Applicant,
  at: Instant,
  ports: Pick<EnrolmentPorts, 'ipaTaxCode'>,
): Promise<readonly Fault[]> {
  const today = romeDay(at);
  const { kind, birthDate, permit, vatNumber } = applicant;
  const faults: Fault[] = NEEDS[kind]
    .filter((field) => applicant[field] === undefined)
    .map((field) => fault(field, 'needed'));
  faults.push(...judgeTaxCode(applicant));
  if (birthDate !== undefined) {
    if (birthDate > today) faults.push(fault('birthDate', 'not-born'));
    else if (!isOfAge(birthDate, today)) faults.push(fault('birthDate', 'minor'));
  }
  if (kind === 'foreign-resident' && permit !== undefined && permit.until < today)
    faults.push(fault('permit.until', 'permit-expired'));
  if (vatNumber !== undefined && !isNumericCode(vatNumber)) faults.push(fault('vatNumber', 'vat-number'));
  if (kind === 'public-body' && applicant.ipaCode !== undefined) faults.push(...(await judgeBody(applicant, ports)));
  return faults;
}

/** A firm may be a person's, with his code; a body has digits. */
function judgeTaxCode({ kind, taxCode, ...person }: Applicant): readonly Fault[] {
  const code = canonicalCode(taxCode);
  const isDigits = code.length === 11;
  if (isDigits) return isNumericCode(code) ? [] : [ofTaxCode('check')];
  if (kind === 'public-body') return [ofTaxCode('shape')];
  // Of a firm with a person's code, that person need not be the one who asks.
  return checkPersonalCode(code, kind === 'firm' ? {} : person).map(ofTaxCode);
}

async function judgeBody({ ipaCode, taxCode }: Applicant, ports: Pick<EnrolmentPorts, 'ipaTaxCode'>) {
  const listed = await ports.ipaTaxCode(ipaCode!);
  if (listed === null) return [];
  if (listed === undefined) return [fault('ipaCode', 'ipa-unknown')];
  return listed === '' || listed === canonicalCode(taxCode) ? [] : [fault('taxCode', 'ipa-other-tax-code')];
}

/** On his eighteenth birthday he is; who was born on 29 February, on 1 March. */
function isOfAge(birthDate: string, today: string): boolean {
  const [year, month, day] = birthDate.split('-').map(Number) as [number, number, number];
  const came = `${String(year + MINIMUM_AGE).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return came <= today;
}
