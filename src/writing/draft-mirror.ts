import { newId } from '#issuing';
import { openFolders } from '#mailbox';
import type { Card, Mailbox, MailFolder, MailStore } from '#ports';
import { composeFor } from './compose-for.ts';
import { putDraft, readDraft } from './draft-card.ts';
import { newSeed, readLetter } from './letter-store.ts';
import { measureRope } from './measure-rope.ts';
import type { WritingPorts } from './writing-ports.ts';

const FLAGS = ['\\Draft', '\\Seen'];
const DRAFTS = 'Drafts';

/**
 * Puts a draft into the folder of drafts as the message it would be, in place of the one before, so that mail programs see it. Its stored
 * message is named on the card before it is placed: after a crash what stands there for it is known, and nothing stands twice for long.
 * The quota may forbid it: then the draft stands on its card alone.
 */
export async function mirrorDraft(card: Card, ports: WritingPorts): Promise<void> {
  const { store, legalTime, random } = ports;
  const mailbox = await store.mailboxById(card.owner);
  if (mailbox === undefined) return;
  const draft = readDraft(card);
  const at = legalTime.now();
  const id = newId(at, random);
  const named = { ...draft, mirrors: [...draft.mirrors, id].slice(-MAX_MIRRORS) };
  const first = await store.commit({ cards: [putDraft({ ...card, was: card.version }, named)] });
  if (!first.done) return;
  await place(id);
  const done = { ...named, mirrors: [id] };
  // Saved again meanwhile: it is mirrored again, and the names are still on the card.
  await store.commit({ cards: [putDraft({ ...card, was: card.version + 1 }, done, 'done')] });

  async function place(messageId: string): Promise<void> {
    const letter = await readLetter(draft.kept, ports);
    const order = {
      letter,
      attached: draft.attached,
      mailbox: mailbox!,
      at,
      seed: newSeed(ports),
      isDraft: true as const,
    };
    const measured = await measureRope(await composeFor(order, ports), ports);
    const folder = await draftsFolder(mailbox!, ports);
    if (measured === undefined || folder === undefined) return;
    const standing = await uidsOf(folder, draft.mirrors, ports);
    const { rope, size, sha256 } = measured;
    const uid = standing.at(-1);
    const appended = await store.append({
      folder: folder.id,
      message: { id: messageId, rope, size, sha256 },
      flags: FLAGS,
      internalDate: at,
      at,
      ...(uid !== undefined && { replaces: { folder: folder.id, uid } }),
      quotaBytes: mailbox!.quotaBytes,
    });
    const left = appended.done ? standing.slice(0, -1) : [];
    for (const old of left) await store.expunge(folder.id, [[old, old]], true);
  }
}

const MAX_MIRRORS = 20;

/** The draft was sent or thrown away. */
export async function removeMirrors(
  mailbox: Pick<Mailbox, 'id'>,
  mirrors: readonly string[],
  ports: Pick<WritingPorts, 'store' | 'views'>,
): Promise<void> {
  if (mirrors.length === 0) return;
  const mail: MailStore = ports.store;
  const folder = findDrafts(await mail.folders(mailbox.id));
  if (folder === undefined) return;
  for (const uid of await uidsOf(folder, mirrors, ports)) await ports.store.expunge(folder.id, [[uid, uid]], true);
}

/** Those that stand in the folder, ascending. */
async function uidsOf(
  folder: MailFolder,
  messageIds: readonly string[],
  { views }: Pick<WritingPorts, 'views'>,
): Promise<readonly number[]> {
  const opened = messageIds.length === 0 ? undefined : await views.open(folder.id);
  if (opened === undefined) return [];
  using _closing = { [Symbol.dispose]: () => opened.close() };
  const { items } = opened.view;
  const found: number[] = [];
  for (let row = 0; row < items.length; row++)
    if (messageIds.includes(items.messageId(row))) found.push(items.uid(row));
  return found;
}

export function findDrafts(folders: readonly MailFolder[]): MailFolder | undefined {
  return folders.find(({ specialUse }) => specialUse === '\\Drafts') ?? folders.find(({ name }) => name === DRAFTS);
}

async function draftsFolder(mailbox: Mailbox, { store, legalTime }: WritingPorts): Promise<MailFolder | undefined> {
  const at = legalTime.now();
  const found = findDrafts(await openFolders(mailbox.id, store, at));
  if (found) return found;
  const made = await store.createFolder(mailbox.id, DRAFTS, at, '\\Drafts');
  return made.done ? made.folder : undefined;
}
