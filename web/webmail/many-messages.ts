import { api, octets } from '#kit';

/** Messages of several folders, picked together. */
export type Groups = readonly { readonly folder: string; readonly uids: readonly number[] }[];

/** Where messages were, and the UIDs they have where they are now: what undoing needs. */
export type Moved = readonly { readonly from: string; readonly uids: readonly number[] }[];

export const countOf = (groups: Groups): number => groups.reduce((sum, { uids }) => sum + uids.length, 0);

export async function changeFlags(
  mailbox: string,
  groups: Groups,
  add: readonly string[],
  remove: readonly string[],
): Promise<void> {
  for (const { folder, uids } of groups)
    await api(
      'POST /mailboxes/{mailbox}/messages/flags',
      { mailbox },
      { body: { folder, uids: [...uids], add: [...add], remove: [...remove] } },
    );
}

/** Those that are there already stay. */
export async function moveTo(mailbox: string, groups: Groups, to: string): Promise<Moved> {
  const moved: { from: string; uids: readonly number[] }[] = [];
  for (const { folder, uids } of groups) {
    if (folder === to || uids.length === 0) continue;
    const body = { folder, uids: [...uids], to };
    const answer = await api('POST /mailboxes/{mailbox}/messages/move', { mailbox }, { body });
    moved.push({ from: folder, uids: answer.uids });
  }
  return moved;
}

export async function moveBack(mailbox: string, moved: Moved, to: string): Promise<void> {
  for (const { from, uids } of moved) await moveTo(mailbox, [{ folder: to, uids }], from);
}

/** `bin`: the folder they went to; absent: they went for good. */
export async function deleteAll(mailbox: string, groups: Groups): Promise<{ readonly bin?: string; moved: Moved }> {
  const moved: { from: string; uids: readonly number[] }[] = [];
  let bin: string | undefined;
  for (const { folder, uids } of groups) {
    const body = { folder, uids: [...uids] };
    const answer = await api('POST /mailboxes/{mailbox}/messages/delete', { mailbox }, { body });
    bin ??= answer.movedTo;
    if (answer.movedTo !== undefined) moved.push({ from: folder, uids: answer.uids });
  }
  return { moved, ...(bin !== undefined && { bin }) };
}

/** The originals of one folder's, in a ZIP. However many: the numbers go in the body. */
export function packed(mailbox: string, { folder, uids }: Groups[number]): Promise<Blob> {
  return octets(
    'POST /mailboxes/{mailbox}/messages/export',
    { mailbox },
    { body: { folder, uids: [...uids], as: 'zip' } },
  );
}
