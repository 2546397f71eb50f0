import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** A list that comes in pages by a cursor: the items that came, and how to have the next. Asked again, it is as long as it was. */
export function usePaged<T>(
  queryKey: QueryKey,
  ask: (page: { readonly after?: string }, signal: AbortSignal) => Promise<Page<T>>,
  everyMs?: number,
) {
  const asked = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => ask(pageParam === undefined ? {} : { after: pageParam }, signal),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
  return {
    /** Undefined: nothing has come yet. */
    items: asked.data?.pages.flatMap(({ items }) => items),
    isPending: asked.isPending,
    /** What came before stays in sight when only more of it cannot be had. */
    fault: asked.error,
    more: {
      hasMore: asked.hasNextPage,
      isBusy: asked.isFetchingNextPage,
      onMore: () => void asked.fetchNextPage(),
    },
    again: () => void asked.refetch(),
  };
}
