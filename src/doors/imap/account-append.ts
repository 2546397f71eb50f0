import type { Done, ImapAccount, ImapRefusal, NewMessage, Plain } from '#imap';
import { type Appended, appendMessage, recentlySent } from '#mailbox';
import { type AccountBoxes, isPlace, type StandingPlace } from './account-boxes.ts';
import { AccountFolder } from './account-folder.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { CREATE_FIRST, OVER_QUOTA, refuse, toldBy } from './account-refusals.ts';
import { MailboxRoom } from './account-room.ts';
import { targetOf } from './target-of.ts';

type Appending = Pick<ImapAccount, 'mayAppend' | 'append'>;

/** APPEND (RFC 9051 6.3.12) and REPLACE (RFC 8508). */
export function accountAppend(boxes: AccountBoxes, ports: ImapAccountPorts): Appending {
  const room = new MailboxRoom(ports);
  return {
    async mayAppend(name, size) {
      const place = await targetOf(name, boxes);
      return isPlace(place) ? await fits(place, size, room, ports) : place;
    },
    async append(name, message) {
      const place = await targetOf(name, boxes);
      if (!isPlace(place)) return place;
      const refusal = await mayReplace(message);
      if (refusal) return refusal;
      const { flags, octets } = message;
      const { store, blobs, views, legalTime, newMessageId, judge, maxMessageBytes: maxBytes } = ports;
      const appended = await appendMessage(
        {
          mailbox: place.box.mailbox,
          folder: place.folder,
          folders: place.folders,
          flags: flagsFor(place.rights, flags),
          octets,
          ...(message.date !== undefined && { internalDate: message.date }),
          ...replacing(message),
        },
        { store, blobs, views, legalTime, newMessageId, judge, maxBytes },
      );
      return told(appended, maxBytes);
    },
  };
}

/** A copy of what was just sent needs no room: it is there already. */
async function fits(
  { box, folders }: StandingPlace,
  size: number,
  room: MailboxRoom,
  ports: ImapAccountPorts,
): Promise<Plain> {
  if (size > ports.maxMessageBytes) return tooBig(ports.maxMessageBytes);
  if (await room.has(box.mailbox.id, size, box.mailbox.quotaBytes)) return { ok: true };
  return (await recentlySent(folders, size, ports)).length > 0 ? { ok: true } : OVER_QUOTA;
}

const tooBig = (maxBytes: number) => refuse('TOOBIG', `a message may have at most ${maxBytes} octets`);

/** Flags nobody gave him the right to set are left out, the message comes in (RFC 4314 4). */
function flagsFor(rights: string, flags: readonly string[]): readonly string[] {
  return flags.filter((flag) => {
    const lower = flag.toLowerCase();
    return rights.includes(lower === '\\seen' ? 's' : lower === '\\deleted' ? 't' : 'w');
  });
}

async function mayReplace({ replaces }: NewMessage): Promise<ImapRefusal | undefined> {
  return replaces?.folder instanceof AccountFolder ? await replaces.folder.lacking('te') : undefined;
}

function replacing({ replaces }: NewMessage) {
  if (!(replaces?.folder instanceof AccountFolder)) return {};
  return { replaces: { folder: replaces.folder.folderId, uid: replaces.uid } };
}

function told(appended: Appended, maxBytes: number): Done<{ readonly uidValidity: number; readonly uid: number }> {
  if (appended.done) return { ok: true, uidValidity: appended.uidValidity, uid: appended.uid };
  if (appended.why === 'too-large') return tooBig(maxBytes);
  if (appended.why === 'no-folder') return CREATE_FIRST;
  return toldBy({ done: false, why: appended.why });
}
