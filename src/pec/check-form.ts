import { type AddressList, field, fieldsNamed, HEADER_FAULT, type MimeIndex, repeatedField, sameAddress } from '#mime';
import { ADDRESS_FAULT_TEXT, FORM_FAULT, HEADER_FAULT_TEXT } from './fault-texts.ts';
import { addressesOf } from './original-facts.ts';

const MIB = 1_048_576;
/** What must always be granted: 50 recipients, and 30 MB of size times recipients (DM article 12; spec 16.1; T12). */
export const GUARANTEED_RECIPIENTS = 50;
export const GUARANTEED_BYTES_TIMES_RECIPIENTS = 30 * MIB;

/** What this provider grants; below the guaranteed values it grants those all the same. */
export interface FormLimits {
  readonly maxRecipients: number;
  readonly maxBytesTimesRecipients: number;
  /** Octets of one message, whatever the number of recipients; absent: no such limit. */
  readonly maxBytes?: number;
}

export const GUARANTEED_LIMITS: FormLimits = {
  maxRecipients: GUARANTEED_RECIPIENTS,
  maxBytesTimesRecipients: GUARANTEED_BYTES_TIMES_RECIPIENTS,
};

/** Fields that may stand once (RFC 5322 3.6), in the writing shown to people. */
const ONCE = [
  'Date',
  'From',
  'Sender',
  'Reply-To',
  'To',
  'Cc',
  'Bcc',
  'Message-ID',
  'In-Reply-To',
  'References',
  'Subject',
];
const REPEATED = new Map(ONCE.map((name) => [repeatedField(name.toLowerCase()), name]));

export interface FormInput {
  readonly index: MimeIndex;
  /** The reverse path. */
  readonly mailFrom: string;
  /** The forward paths of the whole submission. */
  readonly recipients: readonly string[];
  /** Octets of the message as received, after dot-unstuffing. */
  readonly size: number;
  readonly limits: FormLimits;
  /** Faults found by the service policy (A11), in Italian. */
  readonly policyFaults?: readonly string[];
}

/**
 * The formal checks A4-A11 on a submission (RFC 6109 3.1.1; spec 8.2): every fault, in Italian, for one M2 (T16); empty when the
 * message may be accepted. A missing Date is not refused: a submission service may complete it (RFC 6409 8.2) and it certifies
 * nothing.
 */
export function checkForm(input: FormInput): readonly string[] {
  const { index, policyFaults = [] } = input;
  const to = addressesOf(index.root, 'to');
  const cc = addressesOf(index.root, 'cc');
  return [
    ...headerFaults(index),
    ...fromFaults(index, input.mailFrom),
    ...toFaults(index, to),
    ...(cc.ok ? [] : [badAddress('Cc', cc)]),
    ...recipientFaults(input.recipients, to, cc),
    ...bccFaults(index),
    ...(withinLimits(input) ? [] : [FORM_FAULT.tooLarge]),
    ...policyFaults,
  ];
}

/** A4. */
function headerFaults(index: MimeIndex): string[] {
  const faults = index.headerFaults.map((fault) => {
    const repeated = REPEATED.get(fault);
    if (repeated !== undefined) return FORM_FAULT.repeated(repeated);
    return FORM_FAULT.header(HEADER_FAULT_TEXT[fault] ?? fault);
  });
  if (index.longLine && !index.headerFaults.includes(HEADER_FAULT.longLine)) faults.push(FORM_FAULT.longLine);
  const replyTo = addressesOf(index.root, 'reply-to');
  if (!replyTo.ok) faults.push(badAddress('Reply-To', replyTo));
  return faults;
}

function badAddress(name: string, { fault, at }: Extract<AddressList, { ok: false }>): string {
  const text = ADDRESS_FAULT_TEXT[fault];
  return FORM_FAULT.badAddress(name, at === undefined || at === '' ? text : `${text}: "${at}"`);
}

/** A5, A7. */
function fromFaults(index: MimeIndex, mailFrom: string): string[] {
  if (!field(index.root, 'from')) return [FORM_FAULT.noFrom];
  const from = addressesOf(index.root, 'from');
  if (!from.ok) return [badAddress('From', from)];
  const [only] = from.addresses;
  if (!only || from.addresses.length > 1) return [FORM_FAULT.notOneFrom];
  return sameAddress(only.address, mailFrom) ? [] : [FORM_FAULT.fromDiffers(only.address, mailFrom)];
}

/** A6. */
function toFaults(index: MimeIndex, to: AddressList): string[] {
  if (!field(index.root, 'to')) return [FORM_FAULT.noTo];
  if (!to.ok) return [badAddress('To', to)];
  return to.addresses.length === 0 ? [FORM_FAULT.emptyTo] : [];
}

/** A8. The converse is no fault: a client may split a message (T10). */
function recipientFaults(recipients: readonly string[], to: AddressList, cc: AddressList): string[] {
  const shown = new Set([...to.addresses, ...cc.addresses].map(({ address }) => address.toLowerCase()));
  return recipients.filter((address) => !shown.has(address.toLowerCase())).map(FORM_FAULT.notShown);
}

/** A9. */
function bccFaults(index: MimeIndex): string[] {
  return fieldsNamed(index.root, 'bcc').some(({ value }) => value.trim() !== '') ? [FORM_FAULT.bcc] : [];
}

/** A10. */
function withinLimits({ size, recipients, limits }: FormInput): boolean {
  const count = recipients.length;
  const product = size * count;
  if (count <= GUARANTEED_RECIPIENTS && product <= GUARANTEED_BYTES_TIMES_RECIPIENTS) return true;
  return (
    count <= Math.max(limits.maxRecipients, GUARANTEED_RECIPIENTS) &&
    product <= Math.max(limits.maxBytesTimesRecipients, GUARANTEED_BYTES_TIMES_RECIPIENTS) &&
    size <= (limits.maxBytes ?? Number.POSITIVE_INFINITY)
  );
}
