import { createContext, useContext } from 'react';
import type { ListHands } from './use-list-keys.ts';

/** The list beside an open message: its next, its previous. */
export const HandsContext = createContext<ListHands | undefined>(undefined);

export function useListHands(): ListHands | undefined {
  return useContext(HandsContext);
}
