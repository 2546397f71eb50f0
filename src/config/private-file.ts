import { statSync } from 'node:fs';

const READ_BY_OTHERS = 0o004;

/**
 * What is secret is not for every user of the machine. A group may read it: that is how an administrator gives a key to the server's user
 * and keeps writing it for himself. Answers what is wrong, with the command that mends it. Throws when there is no such file.
 */
export function openToAll(path: string): string | undefined {
  if ((statSync(path).mode & READ_BY_OTHERS) === 0) return undefined;
  return `${path} can be read by every user of this machine: run \`chmod 600 ${path}\``;
}
