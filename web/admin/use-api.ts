import { keepPreviousData, type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type AnswerOf, api, type BodyOf, type Name, type ParamsOf, type QueryOf, tell, usePaged } from '#kit';

interface Asking<N extends Name> {
  readonly params?: ParamsOf<N>;
  readonly query?: QueryOf<N>;
}
type Call = (name: string, params: unknown, more: unknown) => Promise<unknown>;
const call = api as unknown as Call;

/** One answer of the interface, kept while it is shown. */
export function useAnswer<N extends Name>(
  name: N,
  { params, query }: Asking<N> = {},
  more: { readonly enabled?: boolean; readonly everyMs?: number } = {},
) {
  return useQuery({
    queryKey: [name, params, query] as QueryKey,
    queryFn: ({ signal }) => call(name, params ?? {}, { query, signal }) as Promise<AnswerOf<N>>,
    placeholderData: keepPreviousData,
    enabled: more.enabled ?? true,
    ...(more.everyMs !== undefined && { refetchInterval: more.everyMs }),
  });
}

type Paged = { readonly next?: string | undefined };
type PagedName = { [N in Name]: 'next' extends keyof AnswerOf<N> ? N : never }[Name];
type Listed = Paged & { readonly items: readonly unknown[] };
type ListName = { [N in Name]: AnswerOf<N> extends Listed ? N : never }[Name];
export type ItemOf<N extends Name> = AnswerOf<N> extends { readonly items: readonly (infer T)[] } ? T : never;

/** Answers that come one behind the other, each with where the next begins. */
export function usePages<N extends PagedName>(
  name: N,
  { params, query }: Asking<N> = {},
  more: { readonly enabled?: boolean; readonly everyMs?: number } = {},
) {
  return usePaged<AnswerOf<N> & Paged>({
    queryKey: [name, params, query, 'list'],
    ask: (page, signal) =>
      call(name, params ?? {}, { query: { ...(query as object), ...page }, signal }) as Promise<AnswerOf<N> & Paged>,
    ...more,
  });
}

/** A list that comes in pages: `rows` are those that came, `more` fetches the next. */
export function useList<N extends ListName>(name: N, asking: Asking<N> = {}, enabled = true) {
  const { pages, ...rest } = usePages(name, asking, { enabled });
  const rows = (pages?.flatMap((page) => (page as Listed).items) ?? []) as ItemOf<N>[];
  return { rows, ...rest };
}

export interface Doing<N extends Name> {
  readonly params?: ParamsOf<N>;
  readonly query?: QueryOf<N>;
  readonly body?: BodyOf<N>;
}

/** An act: when it is done, what is shown of these endpoints is asked for again, and it is told. */
export function useAct<N extends Name>(
  name: N,
  { told, renews = [], done }: { told?: string; renews?: readonly string[]; done?: (answer: AnswerOf<N>) => void } = {},
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ params, query, body }: Doing<N>) =>
      call(name, params ?? {}, { query, body }) as Promise<AnswerOf<N>>,
    onSuccess(answer) {
      for (const each of renews) void queries.invalidateQueries({ queryKey: [each] });
      if (told !== undefined) tell(told, { tone: 'good' });
      done?.(answer);
    },
  });
}
