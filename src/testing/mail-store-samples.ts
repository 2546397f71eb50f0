import assert from 'node:assert/strict';
import type { MailFolder, MailRefusal, MessageFacts, NewItem, StoredMessage } from '#ports';
import type { MailRoom } from './mail-store-memory.ts';
import { mailboxStep, sampleMailbox, sampleMessage, samplePlacement, T0 } from './store-samples.ts';

/** Octets of `sampleMail`, whatever its name. */
export const MAIL_OCTETS = 100;

/** A message of `size` octets. */
export function sampleMail(id: string, size = MAIL_OCTETS): StoredMessage {
  return sampleMessage(id, `${`${id} `.padEnd(size - 2, 'x').slice(0, size - 2)}\r\n`);
}

export const LATER = T0 + 5_000;

/** Mailboxes with an INBOX each, in which these messages stand. */
export async function furnish(
  room: MailRoom,
  boxes: Readonly<Record<string, readonly string[]>>,
  quotaBytes = 100_000,
): Promise<Readonly<Record<string, MailFolder>>> {
  const inboxes: Record<string, MailFolder> = {};
  for (const [mailbox, ids] of Object.entries(boxes)) {
    await room.commit(mailboxStep(sampleMailbox(mailbox, { quotaBytes })));
    await room.commit({
      messages: ids.map((id) => sampleMail(id)),
      placements: ids.map((id) => samplePlacement(mailbox, id, { size: MAIL_OCTETS, thread: `thread of ${id}` })),
    });
    inboxes[mailbox] = ids.length > 0 ? await folderCalled(room, mailbox, 'INBOX') : await made(room, mailbox, 'INBOX');
  }
  return inboxes;
}

export async function folderCalled(room: MailRoom, mailbox: string, name: string): Promise<MailFolder> {
  const folder = (await room.folders(mailbox)).find((one) => one.name === name);
  assert.ok(folder, `${mailbox} has no folder ${name}`);
  return folder;
}

export async function made(room: MailRoom, mailbox: string, name: string): Promise<MailFolder> {
  const answer = await room.createFolder(mailbox, name, T0);
  assert.ok(answer.done);
  return answer.folder;
}

export function newItem(folder: MailFolder, id: string, change: Partial<NewItem> = {}): NewItem {
  return {
    folder: folder.id,
    message: sampleMail(id),
    flags: [],
    internalDate: T0,
    at: LATER,
    quotaBytes: 100_000,
    ...change,
  };
}

/** Every item that stands in the folder. */
export async function itemsIn(room: MailRoom, { id }: MailFolder) {
  return (await room.changes(id, 0))!.items;
}

export async function uidsIn(room: MailRoom, folder: MailFolder): Promise<readonly number[]> {
  return (await itemsIn(room, folder)).map(({ uid }) => uid);
}

export function refusedFor(why: MailRefusal['why']) {
  return { done: false, why };
}

export function sampleFacts(messageId: string, change: Partial<MessageFacts> = {}): MessageFacts {
  return { messageId, summary: { of: messageId }, header: '', body: '', truncated: false, ...change };
}
