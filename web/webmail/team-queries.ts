import { api } from '#kit';

/** Who else works in a box. */
export const delegatesQuery = (mailbox: string) => ({
  queryKey: ['delegates', mailbox],
  queryFn: ({ signal }: { signal: AbortSignal }) => api('GET /mailboxes/{mailbox}/delegates', { mailbox }, { signal }),
  staleTime: 300_000,
});
