import type { Box, Standing } from '#accounts';
import type { BoxView } from '#contract';
import { certifiedUpTo, INBOX } from '#mailbox';
import { isoLegalTime } from '#pec';
import { unreadIn } from './folders.ts';
import { readableFolders } from './open-box.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';

/** A mailbox as who it is open to sees it. */
export async function viewBox(reader: Reader, ports: ReadingPorts): Promise<BoxView> {
  const { mailbox, level, maySend, folders } = reader.box;
  const { id, address, holder, status, frozen } = mailbox;
  const expiresAt = level === 'own' ? undefined : await expiryOf(reader, ports);
  return {
    ...{ id, address, holder, level, maySend },
    status: frozen !== undefined && status === 'active' ? 'frozen' : status,
    ...(expiresAt !== undefined && { expiresAt: isoLegalTime(expiresAt) }),
    ...(folders && { folders: [...folders] }),
    unread: await unreadOf(reader, ports),
  };
}

/** All that are open to somebody, his own first. `only`: those that a token allows. */
export async function listBoxes(
  reader: Omit<Reader, 'box'> & { readonly only?: readonly string[] },
  ports: ReadingPorts,
): Promise<BoxView[]> {
  const standing = await ports.logins.standing({ name: reader.login, isWeb: true });
  const boxes = standing === undefined ? [] : boxesOf(standing);
  const open = boxes.filter(({ mailbox }) => reader.only?.includes(mailbox.id) ?? true);
  return await Promise.all(open.map((box) => viewBox({ ...reader, box }, ports)));
}

function boxesOf({ box, shared }: Standing): readonly Box[] {
  return box ? [box, ...shared] : shared;
}

/** With what fills it: quota, the reserve behind it for certified mail, the biggest folders. */
export async function describeBox(reader: Reader, ports: ReadingPorts) {
  const { mailbox } = reader.box;
  const [box, use, folders] = await Promise.all([
    viewBox(reader, ports),
    ports.store.mailboxUse(mailbox.id),
    readableFolders(reader, ports),
  ]);
  const counts = await ports.store.counts(folders.map(({ folder }) => folder.id));
  const sizes = folders.map(({ folder }) => ({
    folder: folder.id,
    name: folder.name,
    size: counts.get(folder.id)?.size ?? 0,
  }));
  const biggest = sizes.filter(({ size }) => size > 0).sort((a, b) => b.size - a.size);
  return {
    ...box,
    quota: mailbox.quotaBytes,
    reserve: certifiedUpTo(mailbox, ports.quotaReserve) - mailbox.quotaBytes,
    used: use.usedBytes,
    messages: use.messages,
    biggest: biggest.slice(0, 10),
  };
}

async function expiryOf({ login, box }: Reader, { store }: ReadingPorts): Promise<number | undefined> {
  const grants = await store.grants({ login });
  return grants.find(({ mailbox }) => mailbox === box.mailbox.id)?.expiresAt;
}

/** Of the INBOX, as its list shows them; none for who may not open it. */
export async function unreadOf(reader: Pick<Reader, 'login' | 'box'>, ports: ReadingPorts): Promise<number> {
  const folders = await readableFolders(reader, ports);
  const inbox = folders.find(({ folder }) => folder.name === INBOX);
  if (inbox === undefined) return 0;
  const counts = await ports.store.counts([inbox.folder.id]);
  return (counts.get(inbox.folder.id)?.unseen ?? 0) === 0 ? 0 : await unreadIn(inbox.folder, ports);
}
