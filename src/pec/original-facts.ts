import {
  type AddressList,
  decodeText,
  field,
  fieldsNamed,
  type HeaderField,
  type MimeIndex,
  type MimePart,
  parseAddressList,
  unfold,
} from '#mime';
import type { ReceiptType } from './facts.ts';
import { oneLine } from './header-lines.ts';
import { HEADER, RECEIPT_TYPES } from './wire.ts';

/** What certification takes from the header of an original. */
export interface OriginalFacts {
  /** Decoded, on one line; absent when there is none or it is empty. */
  readonly subject?: string;
  /** As the client wrote it, with angle brackets. */
  readonly msgid?: string;
  /** Addresses of Reply-To, separated by `, `: daticert `risposte`. */
  readonly replyTo?: string;
  readonly receiptType: ReceiptType;
  readonly from: AddressList;
  readonly to: AddressList;
  readonly cc: AddressList;
}

/** Reads the facts of an original, or of a transport envelope: To, Cc and X-TipoRicevuta are the same on both (spec 4.3). */
export function originalFacts(index: MimeIndex): OriginalFacts {
  const { root } = index;
  const subject = oneLine(decodeText(field(root, 'subject')?.value ?? '')).trim();
  const msgid = unfold(field(root, 'message-id')?.value ?? '').trim();
  const replyTo = readReplyTo(root);
  return {
    ...(subject === '' ? {} : { subject }),
    ...(msgid === '' ? {} : { msgid }),
    ...(replyTo === undefined ? {} : { replyTo }),
    receiptType: readReceiptType(field(root, HEADER.tipoRicevuta)?.value),
    from: addressesOf(root, 'from'),
    to: addressesOf(root, 'to'),
    cc: addressesOf(root, 'cc'),
  };
}

/** Absent and unknown values count as `completa` (RFC 6109 3.3.2.1; T39, T41). */
export function readReceiptType(value: string | undefined): ReceiptType {
  const word = value?.trim().toLowerCase();
  return RECEIPT_TYPES.find((type) => type === word) ?? 'completa';
}

/** All addresses of all fields of this name; an absent field is an empty list. */
export function addressesOf(part: MimePart, name: string): AddressList {
  const lists = fieldsNamed(part, name)
    .filter(({ value }) => value.trim() !== '')
    .map(addressesIn);
  const addresses = lists.flatMap((list) => list.addresses);
  const broken = lists.find((list) => !list.ok);
  return broken ? { ...broken, addresses } : { ok: true, addresses };
}

/** A field is asked more than once: for the form, for the facts, for whom it is bound to. */
const known = new WeakMap<HeaderField, AddressList>();

function addressesIn(field: HeaderField): AddressList {
  const list = known.get(field) ?? parseAddressList(field.value);
  known.set(field, list);
  return list;
}

function readReplyTo(root: MimePart): string | undefined {
  const found = field(root, 'reply-to');
  if (found === undefined || found.value.trim() === '') return undefined;
  const list = addressesIn(found);
  if (list.addresses.length === 0) return oneLine(decodeText(found.value));
  return list.addresses.map(({ address }) => address).join(', ');
}
