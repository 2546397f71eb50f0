import { checkFlags, knownKeyword, rangesOf } from '#mailbox';
import { PEC_KEYWORD_PREFIX } from '#pec';
import type { FlagChange, MailFolder } from '#ports';
import { folderUse } from './folders.ts';
import { folderFor, withView } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { badFlag, mayNot, noFolder, refusalOf } from './refusals.ts';
import { tell } from './tell-access.ts';

interface Picked {
  readonly folder: string;
  readonly uids: readonly number[];
}

/** As programs and pages may call them, besides their names in IMAP. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['seen', '\\Seen'],
  ['flagged', '\\Flagged'],
  ['answered', '\\Answered'],
  ['draft', '\\Draft'],
]);

/** Seen, flagged, labels. What the server verified is no label: nobody sets or takes it. */
export async function changeFlags(
  reader: Reader,
  picked: Picked & { readonly add: readonly string[]; readonly remove: readonly string[] },
  ports: ReadingPorts,
): Promise<{ changed: number }> {
  const { folder, rights } = await folderFor(reader, picked.folder, 'r', ports);
  const known = await withView(folder, ports, ({ items }) => items.knownFlags());
  const changed = new Set<number>();
  for (const mode of ['add', 'remove'] as const) {
    const flags = checked(picked[mode], known);
    if (flags.length === 0) continue;
    if (flags.some((flag) => !rights.includes(rightFor(flag)))) throw mayNot();
    const change: FlagChange = {
      folder: folder.id,
      uids: ranges(picked),
      mode,
      flags,
      serverPrefix: PEC_KEYWORD_PREFIX,
    };
    const result = await ports.store.setFlags(change);
    if (!result.done) throw refusalOf(result.why);
    for (const { uid } of result.items) changed.add(uid);
  }
  return { changed: changed.size };
}

function checked(flags: readonly string[], known: readonly string[]): readonly string[] {
  const named = flags.map((flag) => SHORT.get(flag) ?? (/^[\\$]/.test(flag) ? flag : knownKeyword(flag, known)));
  const check = checkFlags(named, known);
  if (!check.ok) throw badFlag(check.text);
  // Messages go by way of the bin: a mark that makes them vanish later is for mail programs.
  if (check.flags.includes('\\Deleted')) throw badFlag('to delete has a call of its own');
  return check.flags;
}

function rightFor(flag: string): string {
  return flag === '\\Seen' ? 's' : 'w';
}

export async function moveMessages(
  reader: Reader,
  picked: Picked & { readonly to: string },
  ports: ReadingPorts,
): Promise<{ moved: number; uids: number[] }> {
  const { folder } = await folderFor(reader, picked.folder, 'rte', ports);
  const target = await folderFor(reader, picked.to, 'i', ports);
  if (folder.id === target.folder.id) return { moved: 0, uids: [] };
  const uids = await move(folder, picked, target.folder, ports);
  if (uids.length > 0) await tell('moved', reader, ports, { subject: `${uids.length} → ${target.folder.name}` });
  return { moved: uids.length, uids };
}

async function move(from: MailFolder, picked: Picked, to: MailFolder, { store, legalTime }: ReadingPorts) {
  const moved = await store.move(from.id, ranges(picked), to.id, legalTime.now());
  if (!moved.done) throw refusalOf(moved.why);
  return [...moved.uids];
}

/** Into the bin of the mailbox; what lies there already goes for good. */
export async function deleteMessages(
  reader: Reader,
  picked: Picked,
  ports: ReadingPorts,
): Promise<{ deleted: number; movedTo?: string; uids: number[] }> {
  const { folder } = await folderFor(reader, picked.folder, 'rte', ports);
  if (folderUse(folder) === 'trash') {
    const gone = await ports.store.expunge(folder.id, ranges(picked), true);
    if (!gone.done) throw refusalOf(gone.why);
    if (gone.uids.length > 0) await tell('deleted', reader, ports, { subject: `${gone.uids.length}` });
    return { deleted: gone.uids.length, uids: [] };
  }
  const bin = await binOf(reader, ports);
  const uids = await move(folder, picked, bin, ports);
  if (uids.length > 0) await tell('deleted', reader, ports, { subject: `${uids.length}` });
  return { deleted: uids.length, movedTo: bin.id, uids };
}

/** The bin is the mailbox's: whoever may delete puts things there, also where he may not look into it. */
export async function binOf({ box }: Reader, { store, legalTime }: ReadingPorts): Promise<MailFolder> {
  const find = async () => (await store.folders(box.mailbox.id)).find((folder) => folderUse(folder) === 'trash');
  const known = await find();
  if (known) return known;
  await store.createFolder(box.mailbox.id, 'Trash', legalTime.now(), '\\Trash');
  const made = (await find()) ?? (await store.folders(box.mailbox.id, ['Trash']))[0];
  if (made === undefined) throw noFolder();
  return made;
}

function ranges({ uids }: Picked) {
  return rangesOf([...new Set(uids)].sort((a, b) => a - b));
}
