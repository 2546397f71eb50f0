import { findOutWho } from '#kit';
import { foldersQuery, placeOf, rowsQuery } from './mail-queries.ts';
import { folderAt } from './paths.ts';
import { queries } from './router.tsx';

/** Asks, while the page is still being made, for what it will show first. Whoever is not signed in gets nothing, and is led to the door later. */
export function askEarly({ pathname, search }: Location): void {
  void findOutWho().catch(() => {});
  const at = search === '' ? folderAt(pathname) : undefined;
  if (at === undefined) return;
  void queries.prefetchQuery(foldersQuery(at.mailbox));
  void queries.prefetchQuery(rowsQuery(placeOf(at.mailbox, at.folder, {}), 0));
}
