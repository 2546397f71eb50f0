import type { Done, UidRanges } from '#imap';
import { checkFlags, isServersKeyword, SYSTEM_FLAGS } from '#mailbox';
import { PEC_KEYWORD_PREFIX } from '#pec';
import type { FlagChange, MailStore } from '#ports';
import { refuse, toldBy } from './account-refusals.ts';

export interface FlagOrder {
  readonly folder: string;
  readonly uids: UidRanges;
  readonly mode: FlagChange['mode'];
  readonly flags: readonly string[];
  readonly unchangedSince?: number;
}

type Stored = Done<{ readonly changed: readonly number[]; readonly modified: readonly number[] }>;

/** RFC 4314 4: `s` for \Seen, `t` for \Deleted, `w` for all others. */
export function rightFor(flag: string): string {
  return flag === '\\Seen' ? 's' : flag === '\\Deleted' ? 't' : 'w';
}

/**
 * STORE by somebody with these rights. Flags he has no right to stay as they are; when he has it for none of those he named, nothing is
 * done (RFC 4314 4).
 */
export async function storeFlags(
  order: FlagOrder,
  rights: string,
  known: readonly string[],
  store: Pick<MailStore, 'setFlags'>,
): Promise<Stored> {
  const { mode, unchangedSince } = order;
  const checked = checkFlags(order.flags, mode === 'remove' ? [] : known);
  if (!checked.ok) return refuse('CANNOT', checked.text);
  const may = (flag: string) => rights.includes(rightFor(flag));
  const flags = checked.flags.filter(may);
  if (flags.length < checked.flags.length && flags.length === 0)
    return refuse('NOPERM', 'you have no right to set these flags here');
  const base = { folder: order.folder, uids: order.uids, serverPrefix: PEC_KEYWORD_PREFIX };
  const first = unchangedSince === undefined ? base : { ...base, unchangedSince };
  if (mode !== 'replace' || ['s', 't', 'w'].every((right) => rights.includes(right))) {
    if (mode === 'replace' && !/[stw]/.test(rights)) return refuse('NOPERM', 'you have no right to set flags here');
    return told(await store.setFlags({ ...first, mode, flags }));
  }
  return await replaceSome();

  /** What he may not touch stays: so those named are set, and the others he may touch are taken off. */
  async function replaceSome(): Promise<Stored> {
    const named = new Set(flags.map((flag) => flag.toLowerCase()));
    const others = [...new Set([...SYSTEM_FLAGS, ...known])].filter(
      (flag) => may(flag) && !isServersKeyword(flag) && !named.has(flag.toLowerCase()),
    );
    if (flags.length + others.length === 0) return refuse('NOPERM', 'you have no right to set flags here');
    const set = told(await store.setFlags({ ...first, mode: 'add', flags }));
    if (!set.ok) return set;
    const left = new Set(set.modified);
    const uids = left.size === 0 ? order.uids : set.changed.map((uid) => [uid, uid] as const);
    const removed = told(await store.setFlags({ ...base, uids, mode: 'remove', flags: others }));
    return removed.ok ? { ...removed, modified: set.modified } : removed;
  }
}

function told(result: Awaited<ReturnType<MailStore['setFlags']>>): Stored {
  if (!result.done) return toldBy(result);
  return { ok: true, changed: result.items.map(({ uid }) => uid), modified: result.modified };
}
