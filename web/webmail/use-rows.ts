import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MailRow } from '#contract';
import { type Place, type Rows, rowsQuery } from './mail-queries.ts';
import { PAGE_ROWS, pagesFor, rowAt, stalePages } from './row-pages.ts';
import type { Spot } from './selection.ts';

export interface KnownRows {
  readonly total: number;
  /** Found by looking through so many alone, the first in order; undefined: through all. */
  readonly lookedThrough: number | undefined;
  /** Not even the first page is here. */
  readonly isPending: boolean;
  readonly fault: unknown;
  at(position: number): MailRow | undefined;
  /** Where a message stands, among the rows that are here. */
  find(spot: Spot): number | undefined;
  again(): void;
}

/** The rows around what is seen, page by page; what has not come yet is undefined, never another row. */
export function useRows(place: Place, first: number, last: number, total: number): KnownRows {
  const queries = useQueryClient();
  const wanted = pagesFor(first, last, total);
  const answers = useQueries({
    queries: wanted.map((page) => rowsQuery(place, page)),
  });
  const pages = new Map<number, Rows>();
  answers.forEach(({ data }, at) => {
    if (data !== undefined) pages.set(wanted[at]!, data as Rows);
  });
  const newest = answers.reduce((found, one) => (one.dataUpdatedAt > found.dataUpdatedAt ? one : found), answers[0]!);
  const state = newest.data?.state;
  const isFetching = answers.some((one) => one.isFetching);
  const stale = state === undefined || isFetching ? '' : stalePages(pages, state).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: place is told by its values
  useEffect(() => {
    if (stale === '') return;
    for (const page of stale.split(' '))
      void queries.invalidateQueries({ queryKey: rowsQuery(place, Number(page)).queryKey });
  }, [stale]);
  return {
    total: (newest.data as Rows | undefined)?.total ?? 0,
    lookedThrough: (newest.data as Rows | undefined)?.lookedThrough,
    isPending: pages.size === 0 && answers.some(({ isPending }) => isPending),
    fault: answers.find(({ error, data }) => error !== null && data === undefined)?.error ?? undefined,
    at: (position) => rowAt(pages, position),
    find({ folder, uid }) {
      for (const [page, { rows }] of pages) {
        const at = rows.findIndex((row) => row.uid === uid && row.folder === folder);
        if (at >= 0) return page * PAGE_ROWS + at;
      }
      return undefined;
    },
    again: () => void queries.invalidateQueries({ queryKey: ['rows', place.mailbox] }),
  };
}
