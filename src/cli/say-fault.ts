/** What the system says of files and disks, in words that name the path first. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EDQUOT: 'the quota of the disk is used up',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
};

/** One sentence for a fault that ends a command: the fault's own, or, of a file, what a person can act on with the system's code behind it. */
export function sayFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { code, path, dest } = fault as NodeJS.ErrnoException & { readonly dest?: string };
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason === undefined) return fault.message;
  const place = dest ?? path;
  return place === undefined ? `${reason} (${code})` : `${place}: ${reason} (${code})`;
}
