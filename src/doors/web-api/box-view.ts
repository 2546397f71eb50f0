import type { Box } from '#accounts';
import type { BoxView } from '#contract';
import { isoLegalTime } from '#pec';

/** A mailbox as who it is open to sees it. */
export function viewBox({ mailbox, level, maySend, folders }: Box, unread: number, expiresAt?: number): BoxView {
  const { id, address, holder, status, frozen } = mailbox;
  return {
    id,
    address,
    holder,
    level,
    maySend,
    status: frozen !== undefined && status === 'active' ? 'frozen' : status,
    ...(expiresAt !== undefined && { expiresAt: isoLegalTime(expiresAt) }),
    ...(folders && { folders: [...folders] }),
    unread,
  };
}
