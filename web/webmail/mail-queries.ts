import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { BoxView, Folder, MessageView } from '#contract';
import { type AnswerOf, api } from '#kit';
import { type Filter, type FolderSearch, filterOf } from './paths.ts';
import { PAGE_ROWS } from './row-pages.ts';
import type { Spot } from './selection.ts';

/** The box that opens first: one's own, else the first. */
export function homeOf(boxes: readonly BoxView[]): BoxView | undefined {
  return boxes.find(({ level }) => level === 'own') ?? boxes[0];
}

export const foldersQuery = (mailbox: string) =>
  queryOptions({
    queryKey: ['folders', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/folders', { mailbox }, { signal }),
  });

export const boxesQuery = queryOptions({
  queryKey: ['boxes'],
  queryFn: ({ signal }) => api('GET /mailboxes', {}, { signal }),
  // Of the other boxes nobody tells us by himself.
  refetchInterval: 60_000,
});

export const useOfBoxQuery = (mailbox: string) =>
  queryOptions({
    queryKey: ['use', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}', { mailbox }, { signal }),
  });

/** Where rows are looked for: one folder, or all of them. */
export interface Place {
  readonly mailbox: string;
  readonly folder: string | undefined;
  readonly filter: Filter;
  readonly order: 'newest' | 'oldest';
  /** Good receipts hang on what they prove and are no rows, unless one looks for receipts. */
  readonly folds: boolean;
}
/** What a folder's address means: `search` is what stands behind `?`. */
export function placeOf(mailbox: string, folder: string, search: FolderSearch): Place {
  return {
    mailbox,
    folder: search.everywhere ? undefined : folder,
    filter: filterOf(search),
    order: search.order ?? 'newest',
    folds: search.kind !== 'receipt',
  };
}

export type Rows = AnswerOf<'GET /mailboxes/{mailbox}/folders/{folder}/messages'>;

export const rowsQuery = (place: Place, page: number) =>
  queryOptions({
    queryKey: ['rows', place.mailbox, place, page],
    queryFn: ({ signal }) => readRows(place, page * PAGE_ROWS, PAGE_ROWS, signal),
    staleTime: 60_000,
    gcTime: 120_000,
  });

export function readRows(
  { mailbox, folder, filter, order, folds }: Place,
  offset: number,
  limit: number,
  signal?: AbortSignal,
): Promise<Rows> {
  const query = { ...filter, offset, limit, ...(!folds && { fold: 'false' }) } as Record<string, unknown>;
  if (folder === undefined) return api('GET /mailboxes/{mailbox}/search', { mailbox }, { query, signal });
  const ordered = order === 'newest' ? query : { ...query, order };
  return api('GET /mailboxes/{mailbox}/folders/{folder}/messages', { mailbox, folder }, { query: ordered, signal });
}

export const messageQuery = (mailbox: string, { folder, uid }: Spot) =>
  queryOptions({
    queryKey: ['message', mailbox, folder, uid],
    queryFn: ({ signal }): Promise<MessageView> =>
      api(
        'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}',
        { mailbox, folder, uid },
        { signal },
      ) as Promise<MessageView>,
    staleTime: 300_000,
  });

export const threadQuery = (mailbox: string, thread: string) =>
  queryOptions({
    queryKey: ['thread', mailbox, thread],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/threads/{thread}', { mailbox, thread }, { signal }),
  });

export const chainQuery = (mailbox: string, identificativo: string) =>
  queryOptions({
    queryKey: ['chain', mailbox, identificativo],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/sent/{identificativo}', { mailbox, identificativo }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Letters of RFC 4314 that a person has in a folder. */
export function mayIn(folder: Folder | undefined, right: 's' | 'w' | 't' | 'e' | 'i'): boolean {
  return folder?.rights.includes(right) ?? false;
}
