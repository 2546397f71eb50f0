import { useParams } from '@tanstack/react-router';

/** The mailbox in the path: a chain is always of the one that is open. */
export function useChainMailbox(): string {
  const { mailbox } = useParams({ strict: false }) as { mailbox?: string };
  return mailbox ?? '';
}
