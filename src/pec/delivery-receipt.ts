import { type AddressList, sameAddress } from '#mime';
import type { ReceiptType } from './facts.ts';

/** Which delivery receipt one recipient's delivery owes, and what it encloses. */
export interface DeliveryReceipt {
  readonly number: 'M11' | 'M12' | 'M13';
  readonly withOriginal: 'full' | 'breve' | 'none';
}

/**
 * RFC 6109 3.3.2; spec 10.2 (T95-T97, T102, T103). A recipient that stands only in Cc gets no original; one that stands in both,
 * in neither, or whose fields cannot be read counts as primary. The number is that of the type asked for, also without original.
 */
export function deliveryReceipt(
  requested: ReceiptType,
  to: AddressList,
  cc: AddressList,
  recipient: string,
): DeliveryReceipt {
  const copyOnly = to.ok && cc.ok && !contains(to, recipient) && contains(cc, recipient);
  switch (requested) {
    case 'sintetica':
      return { number: 'M13', withOriginal: 'none' };
    case 'breve':
      return { number: 'M12', withOriginal: copyOnly ? 'none' : 'breve' };
    case 'completa':
      return { number: 'M11', withOriginal: copyOnly ? 'none' : 'full' };
  }
}

function contains(list: AddressList, recipient: string): boolean {
  return list.addresses.some(({ address }) => sameAddress(address, recipient));
}
