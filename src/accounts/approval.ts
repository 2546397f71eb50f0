import type { Box } from './logins.ts';

/** What he sends from this mailbox waits. `fourEyes`: the mailbox wants it of every delegate, also of those who approve what others wrote. */
export function needsApproval({ level, needsApproval }: Pick<Box, 'level' | 'needsApproval'>, fourEyes: boolean) {
  return level !== 'own' && (needsApproval === true || fourEyes);
}

/** May this login decide on what `author` wrote here? Never on his own: the second pair of eyes is another's. */
export function mayApprove({ level, maySend, mayApprove }: Box, login: string, author: string): boolean {
  return login !== author && maySend && (level === 'own' || mayApprove === true);
}
