import { createContext, useContext } from 'react';
import type { Spot } from './selection.ts';

/** Where the message stands that is shown: what its parts are asked by. */
export const MessagePlace = createContext<(Spot & { readonly mailbox: string }) | undefined>(undefined);

export function useMessagePlace(): Spot & { readonly mailbox: string } {
  const place = useContext(MessagePlace);
  if (place === undefined) throw new Error('this stands inside of a message alone');
  return place;
}
