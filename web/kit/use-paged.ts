import { hashKey, keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** A list that comes in pages by a cursor. */
export interface Paging<P> {
  readonly queryKey: QueryKey;
  ask(page: { readonly after?: string }, signal: AbortSignal): Promise<P>;
  /** It asks again by itself. */
  readonly everyMs?: number | undefined;
  readonly enabled?: boolean | undefined;
}

/**
 * Answers that come one behind the other, each with where the next begins. Asked again, they are as many as they were. A change that the
 * server tells of breaks off what is being asked: a next page that was wanted is asked for once more then, and no press is lost.
 */
export function usePaged<P extends { readonly next?: string | undefined }>(paging: Paging<P>) {
  const { queryKey, ask, everyMs, enabled = true } = paging;
  const asked = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => ask(pageParam === undefined ? {} : { after: pageParam }, signal),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    enabled,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
  const { hasNextPage, isFetching, isError, isPlaceholderData, fetchNextPage } = asked;
  const list = hashKey(queryKey);
  const count = isPlaceholderData ? 0 : (asked.data?.pages.length ?? 0);
  const [wanted, want] = useState({ list, count: 0 });
  const lacksOne = !isError && hasNextPage && wanted.list === list && count > 0 && wanted.count > count;
  const isIdle = lacksOne && !isFetching;
  useEffect(() => {
    if (isIdle) void fetchNextPage();
  }, [isIdle, fetchNextPage]);
  return {
    /** Undefined: nothing has come yet. */
    pages: asked.data?.pages,
    isPending: asked.isPending,
    isFetching,
    /** What came before stays in sight when only more of it cannot be had. */
    error: asked.error,
    more: {
      hasMore: hasNextPage,
      isBusy: lacksOne,
      onMore() {
        want({ list, count: count + 1 });
        void fetchNextPage({ cancelRefetch: false });
      },
    },
    again: () => void asked.refetch(),
  };
}

type PageOf<T> = { readonly items: readonly T[]; readonly next?: string | undefined };

/** The same where each page is items: all that came, in one. */
export function useItems<T>(paging: Paging<PageOf<T>>) {
  const { pages, ...rest } = usePaged(paging);
  return { items: pages?.flatMap(({ items }) => items), ...rest };
}
