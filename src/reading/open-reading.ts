import type { Box } from '#accounts';
import type { BoxView, Chain, Folder, MailChange, MailRow, MessageView } from '#contract';
import { describeBox, listBoxes, unreadOf } from './boxes.ts';
import { readChain } from './chains.ts';
import { changeFlags, deleteMessages, moveMessages } from './change-messages.ts';
import { followChanges, OpenPages, type Signal } from './changes.ts';
import { deleteFolder } from './delete-folder.ts';
import { type ExportQuery, exportFolder } from './export-folder.ts';
import { createFolder, listFolders, renameFolder } from './folders.ts';
import { type ListQuery, listMessages, type MessageList, searchMailbox } from './list-messages.ts';
import { type GivenOctets, readPart, readRaw } from './message-octets.ts';
import { makeDossier, type ReproducedAnswer, readReproduced, reproduceReceipts } from './proofs.ts';
import { readMessageView, readPartView } from './read-message.ts';
import type { Reader, ReadingPorts } from './reading-ports.ts';
import { listSent, type SentPage, type SentQuery } from './sent.ts';
import { newestOf, readThread, threadItems } from './threads.ts';
import { KeptVerdicts } from './verify-kept.ts';

interface MessagePlace {
  readonly folder: string;
  readonly uid: number;
}
type Picked = Parameters<typeof deleteMessages>[1];

/** Everything that is read in a mailbox, and small changes to it. Throws `Refusal` for what is not there or not allowed. */
export interface Reading {
  boxes(who: Parameters<typeof listBoxes>[0]): Promise<BoxView[]>;
  /** What is not read in each INBOX, by mailbox id. */
  unread(login: string, boxes: readonly Box[]): Promise<ReadonlyMap<string, number>>;
  box(reader: Reader): ReturnType<typeof describeBox>;
  folders(reader: Reader): Promise<Folder[]>;
  createFolder(reader: Reader, name: string): Promise<Folder>;
  renameFolder(reader: Reader, folder: string, name: string): Promise<Folder>;
  deleteFolder(reader: Reader, folder: string, messages: 'bin' | 'gone'): Promise<void>;
  list(reader: Reader, folder: string, query: ListQuery): Promise<MessageList>;
  search(reader: Reader, query: ListQuery): Promise<MessageList>;
  thread(reader: Reader, thread: string): Promise<MailRow[]>;
  /** The row at which one would open each of these conversations, of those that he may open. */
  newest(login: string, box: Box, threads: readonly string[]): ReturnType<typeof newestOf>;
  message(reader: Reader, place: MessagePlace & { readonly peek: boolean }): Promise<MessageView>;
  raw(reader: Reader, place: MessagePlace & { readonly download: boolean }): Promise<GivenOctets>;
  part(
    reader: Reader,
    place: MessagePlace & { readonly part: string; readonly download: boolean },
  ): Promise<GivenOctets>;
  partView(reader: Reader, place: MessagePlace & { readonly part: string }): ReturnType<typeof readPartView>;
  flags(reader: Reader, picked: Parameters<typeof changeFlags>[1]): ReturnType<typeof changeFlags>;
  move(reader: Reader, picked: Parameters<typeof moveMessages>[1]): ReturnType<typeof moveMessages>;
  delete(reader: Reader, picked: Picked): ReturnType<typeof deleteMessages>;
  export(reader: Reader, query: ExportQuery): Promise<GivenOctets>;
  sent(reader: Reader, query: SentQuery): Promise<SentPage>;
  chain(reader: Reader, identificativo: string): Promise<Chain>;
  reproduce(reader: Reader, identificativo: string): Promise<ReproducedAnswer>;
  reproduced(reader: Reader, what: { readonly identificativo: string; readonly name: string }): Promise<GivenOctets>;
  dossier(reader: Reader, identificativo: string): Promise<GivenOctets>;
  changes(reader: Reader, signal: AbortSignal): AsyncGenerator<MailChange>;
  /** Is there anything of this conversation that he may see? The newest of it, for who describes it. */
  conversation(reader: Reader, thread: string): Promise<MailRow | undefined>;
  /** Told by other offices: pages that are open ask anew. */
  signal(mailbox: string, kind: Signal): void;
  /** News of other offices was lost on its way. */
  signalGap(): void;
}

export function openReading(ports: ReadingPorts): Reading {
  const verdicts = new KeptVerdicts(ports);
  const pages = new OpenPages();
  return {
    boxes: (who) => listBoxes(who, ports),
    async unread(login, boxes) {
      const counted = boxes.map(async (box) => [box.mailbox.id, await unreadOf({ login, box }, ports)] as const);
      return new Map(await Promise.all(counted));
    },
    box: (reader) => describeBox(reader, ports),
    folders: (reader) => listFolders(reader, ports),
    createFolder: (reader, name) => createFolder(reader, name, ports),
    renameFolder: (reader, folder, name) => renameFolder(reader, folder, name, ports),
    deleteFolder: (reader, folder, messages) => deleteFolder(reader, folder, messages, ports),
    list: (reader, folder, query) => listMessages(reader, folder, query, ports),
    search: (reader, query) => searchMailbox(reader, query, ports),
    thread: (reader, thread) => readThread(reader, thread, ports),
    newest: (login, box, threads) => newestOf({ login, box }, threads, ports),
    message: (reader, place) => readMessageView(reader, place, verdicts, ports),
    raw: (reader, place) => readRaw(reader, place, ports),
    part: (reader, place) => readPart(reader, place, ports),
    partView: (reader, place) => readPartView(reader, place, ports),
    flags: (reader, picked) => changeFlags(reader, picked, ports),
    move: (reader, picked) => moveMessages(reader, picked, ports),
    delete: (reader, picked) => deleteMessages(reader, picked, ports),
    export: (reader, query) => exportFolder(reader, query, ports),
    sent: (reader, query) => listSent(reader, query, ports),
    chain: (reader, identificativo) => readChain(reader, identificativo, ports),
    reproduce: (reader, identificativo) => reproduceReceipts(reader, identificativo, ports),
    reproduced: (reader, what) => readReproduced(reader, what, ports),
    dossier: (reader, identificativo) => makeDossier(reader, identificativo, ports),
    changes: (reader, signal) => followChanges(reader, signal, pages, ports),
    async conversation(reader, thread) {
      const newest = (await threadItems(reader, thread, ports)).at(-1);
      return newest && (await readThread(reader, thread, ports)).at(-1);
    },
    signal: (mailbox, kind) => pages.signal(mailbox, kind),
    signalGap: () => pages.signalAll(),
  };
}
