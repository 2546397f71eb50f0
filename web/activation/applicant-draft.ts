import type { Applicant } from '#contract';

export type HolderKind = Applicant['kind'];

/** What is typed, all text. */
export interface Draft {
  readonly kind: HolderKind;
  readonly taxCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly organisationName: string;
  readonly vatNumber: string;
  readonly ipaCode: string;
  readonly register: string;
  readonly permitNumber: string;
  readonly permitUntil: string;
  readonly country: string;
  readonly postalAddress: string;
  readonly phone: string;
  readonly contactAddress: string;
}
export type DraftField = Exclude<keyof Draft, 'kind'>;

export const EMPTY_DRAFT: Draft = {
  kind: 'person',
  taxCode: '',
  givenName: '',
  familyName: '',
  birthDate: '',
  birthPlace: '',
  organisationName: '',
  vatNumber: '',
  ipaCode: '',
  register: '',
  permitNumber: '',
  permitUntil: '',
  country: 'IT',
  postalAddress: '',
  phone: '',
  contactAddress: '',
};

const ORDER: readonly DraftField[] = [
  'organisationName',
  'vatNumber',
  'ipaCode',
  'givenName',
  'familyName',
  'taxCode',
  'birthDate',
  'birthPlace',
  'register',
  'permitNumber',
  'permitUntil',
];
const ALWAYS: readonly DraftField[] = ['taxCode'];

/** Fields that somebody of this kind fills in, in their order; `needs` as the provider says them. */
export function fieldsFor(needs: readonly string[]): readonly DraftField[] {
  const wanted = new Set<string>([
    ...ALWAYS,
    ...needs.flatMap((need) => (need === 'permit' ? ['permitNumber', 'permitUntil'] : [need])),
  ]);
  return ORDER.filter((field) => wanted.has(field));
}

/** As the interface takes it: what does not belong to this kind, or is empty, is left out. */
export function applicantOf(draft: Draft, fields: readonly DraftField[], language: Applicant['language']): Applicant {
  const has = (field: DraftField) => fields.includes(field) && draft[field].trim() !== '';
  const optional = (
    ['givenName', 'familyName', 'birthDate', 'birthPlace', 'organisationName', 'ipaCode', 'register'] as const
  )
    .filter(has)
    .map((field) => [field, draft[field].trim()] as const);
  return {
    kind: draft.kind,
    taxCode: draft.taxCode.replace(/\s/g, '').toUpperCase(),
    ...Object.fromEntries(optional),
    ...(has('vatNumber') && { vatNumber: draft.vatNumber.replace(/\s|^\s*IT/gi, '') }),
    ...(has('permitNumber') && { permit: { number: draft.permitNumber.trim(), until: draft.permitUntil } }),
    country: draft.country,
    postalAddress: draft.postalAddress.trim(),
    ...(draft.phone.trim() !== '' && { phone: draft.phone.trim() }),
    contactAddress: draft.contactAddress.trim(),
    language,
  };
}

/** Where the server says a fault is, as the field on the page that people can change. */
const FIELDS: Readonly<Record<string, DraftField>> = {
  birthPlaceCode: 'birthPlace',
  sex: 'taxCode',
  permit: 'permitNumber',
  'permit.number': 'permitNumber',
  'permit.until': 'permitUntil',
};

export function faultsByField(
  faults: readonly { readonly at: string; readonly detail: string }[],
): Partial<Record<DraftField, string>> {
  const found: Partial<Record<DraftField, string>> = {};
  for (const { at, detail } of faults) {
    const name = at.replace(/^(body|applicant)[./]/, '');
    const field = FIELDS[name] ?? (name in EMPTY_DRAFT ? (name as DraftField) : undefined);
    if (field !== undefined) found[field] ??= detail;
  }
  return found;
}
