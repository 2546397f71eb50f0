import type { Draft, DraftField } from './applicant-draft.ts';

/** What is wrong with a field, as the page can tell before anybody is asked. */
export type DraftFault = 'needed' | 'day' | 'taxCode' | 'vatNumber' | 'email';

const DAYS: ReadonlySet<DraftField> = new Set(['birthDate', 'permitUntil']);
const ALWAYS: readonly DraftField[] = ['postalAddress', 'contactAddress'];
const TAX_CODE = /^([A-Z0-9]{16}|\d{11})$/i;
const VAT_NUMBER = /^(IT)?\d{11}$/i;
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Every field that is not whole, with the reason; whether what it says is true is for the server. `fields`: those of this kind of holder. */
export function judgeDraft(draft: Draft, fields: readonly DraftField[]): Partial<Record<DraftField, DraftFault>> {
  const found: Partial<Record<DraftField, DraftFault>> = {};
  for (const field of [...fields, ...ALWAYS]) {
    const fault = judgeField(field, draft[field].trim());
    if (fault !== undefined) found[field] = fault;
  }
  return found;
}

function judgeField(field: DraftField, text: string): DraftFault | undefined {
  // A day that is half filled in is no day: the browser hands over nothing.
  if (text === '') return DAYS.has(field) ? 'day' : 'needed';
  const plain = text.replace(/\s/g, '');
  if (field === 'taxCode' && !TAX_CODE.test(plain)) return 'taxCode';
  if (field === 'vatNumber' && !VAT_NUMBER.test(plain)) return 'vatNumber';
  if (field === 'contactAddress' && !EMAIL.test(text)) return 'email';
  return undefined;
}
