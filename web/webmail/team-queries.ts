import { api } from '#kit';

/** Who else works in a box. */
export const delegatesQuery = (mailbox: string) => ({
  queryKey: ['delegates', mailbox],
  queryFn: ({ signal }: { signal: AbortSignal }) => api('GET /mailboxes/{mailbox}/delegates', { mailbox }, { signal }),
  staleTime: 300_000,
});

/** What waits for a second pair of eyes; somebody writes it elsewhere, so it is asked for again by itself. */
export const approvalsQuery = (mailbox: string) => ({
  queryKey: ['approvals', mailbox],
  queryFn: ({ signal }: { signal: AbortSignal }) => api('GET /mailboxes/{mailbox}/approvals', { mailbox }, { signal }),
  staleTime: 30_000,
});
