/** One page of a list that is at hand whole: those behind the cursor, and the cursor of the next. */
export function pageOf<T>(
  all: readonly T[],
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  cursor: (item: T) => string,
): { items: T[]; next?: string } {
  const from = after === undefined ? 0 : all.findIndex((item) => cursor(item) === after) + 1;
  const items = all.slice(from, from + limit);
  const last = items.at(-1);
  return { items, ...(last !== undefined && from + limit < all.length && { next: cursor(last) }) };
}

export const byId = ({ id }: { readonly id: string }): string => id;
