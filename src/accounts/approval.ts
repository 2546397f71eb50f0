import type { Box } from './logins.ts';

/** What he sends from this mailbox waits. `fourEyes`: the mailbox wants it of every delegate who may not approve himself. */
export function needsApproval({ level, needsApproval, mayApprove }: Box, fourEyes: boolean): boolean {
  return level !== 'own' && (needsApproval === true || (fourEyes && mayApprove !== true));
}

/** May this login decide on what `author` wrote here? Never on his own: the second pair of eyes is another's. */
export function mayApprove({ level, maySend, mayApprove }: Box, login: string, author: string): boolean {
  return login !== author && maySend && (level === 'own' || mayApprove === true);
}
