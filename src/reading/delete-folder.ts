import type { MailFolder } from '#ports';
import { binOf } from './change-messages.ts';
import { isOfSystem } from './folders.ts';
import { folderFor, seenFolders } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { keepsItsPlace, mayNot, refusalOf } from './refusals.ts';
import { tell } from './tell-access.ts';

/** A folder that fills as fast as it is emptied is given up after so many turns. */
const TURNS = 5;
const ALL = [[1, 0xffff_ffff]] as const;

/**
 * Deletes a folder with those below it, the deepest first. `bin`: what is inside goes there, and a folder goes only once it is empty, so that
 * nothing is lost that comes meanwhile. Whoever has not the right on each of them changes nothing.
 */
export async function deleteFolder(
  reader: Reader,
  id: string,
  messages: 'bin' | 'gone',
  ports: ReadingPorts,
): Promise<void> {
  const { folder } = await folderFor(reader, id, 'xte', ports);
  if (isOfSystem(folder)) throw keepsItsPlace();
  const branch = await branchOf(folder, reader, ports);
  const bin = messages === 'bin' ? await binOf(reader, ports) : undefined;
  for (const one of branch) {
    await tell('deleted', reader, ports, { subject: one.name });
    if (bin === undefined) await remove(one, ports);
    else await empty(one, bin, ports);
  }
}

/** The folder and all below it, the deepest first. */
async function branchOf(folder: MailFolder, reader: Reader, ports: ReadingPorts): Promise<readonly MailFolder[]> {
  const isBelow = ({ name }: MailFolder) => name.startsWith(`${folder.name}/`);
  const below = (await ports.store.folders(reader.box.mailbox.id)).filter(isBelow);
  const seen = new Map((await seenFolders(reader, ports)).map((one) => [one.folder.id, one.rights]));
  for (const one of below) {
    if (isOfSystem(one)) throw keepsItsPlace();
    if (![...'xte'].every((right) => seen.get(one.id)?.includes(right))) throw mayNot();
  }
  const depth = ({ name }: MailFolder) => name.split('/').length;
  return [folder, ...below].sort((a, b) => depth(b) - depth(a));
}

async function remove({ id }: MailFolder, { store }: ReadingPorts): Promise<void> {
  const deleted = await store.deleteFolder(id);
  if (!deleted.done) throw refusalOf(deleted.why);
}

async function empty({ id }: MailFolder, bin: MailFolder, { store, legalTime }: ReadingPorts): Promise<void> {
  for (let turn = 1; ; turn++) {
    const moved = await store.move(id, ALL, bin.id, legalTime.now());
    if (!moved.done) throw refusalOf(moved.why);
    const deleted = await store.deleteFolder(id, 'if-empty');
    if (deleted.done) return;
    if (deleted.why !== 'not-empty' || turn === TURNS) throw refusalOf(deleted.why);
  }
}
