import type { FolderRights, Grant } from '#ports';

/** Every right, in the order of RFC 4314 2.1. */
export const ALL_RIGHTS = 'lrswipkxtea';

const OF_LEVEL: Readonly<Record<Grant['level'] | 'own', string>> = {
  own: ALL_RIGHTS,
  manage: ALL_RIGHTS,
  write: 'lrswite',
  read: 'lr',
};

/** Who looks into a mailbox, and what was granted to him there. */
export interface Granted {
  readonly login: string;
  readonly level: Grant['level'] | 'own';
  readonly folders?: readonly string[];
}

/**
 * What a login may do in one folder: by its grant, unless the folder says otherwise. Nobody takes a right from the holder; nothing
 * opens a folder that is not among those granted.
 */
export function rightsIn(
  folder: string,
  { login, level, folders }: Granted,
  overrides: readonly FolderRights[],
): string {
  if (level === 'own') return ALL_RIGHTS;
  if (folders && !folders.includes(folder)) return '';
  const own = overrides.find((one) => one.folder === folder && one.login === login);
  return own?.rights ?? OF_LEVEL[level];
}

/** Rights as they are kept: each once, in order. The old `c` and `d` stand for what they are made of (RFC 4314 2.1.1). */
export function readRights(written: string): { readonly ok: true; readonly rights: string } | { readonly ok: false } {
  const given = new Set(written.replaceAll('c', 'kx').replaceAll('d', 'te'));
  if ([...given].some((letter) => !ALL_RIGHTS.includes(letter))) return { ok: false };
  return { ok: true, rights: [...ALL_RIGHTS].filter((letter) => given.has(letter)).join('') };
}

/** With the old letters behind, for programs that know no others: each as soon as one of its rights is there (RFC 4314 2.1.1). */
export function withOldRights(rights: string): string {
  return rights + (/[kx]/.test(rights) ? 'c' : '') + (/[te]/.test(rights) ? 'd' : '');
}
