import { createHash } from 'node:crypto';
import type { Accounts } from '#accounts';
import { nodeDigests } from '#adapters/files';
import {
  emptyState,
  type MemoryBlobDisk,
  type MemoryState,
  memoryBlobs,
  memoryClock,
  openMemoryStore,
  seededRandom,
} from '#adapters/memory';
import { openAddressBook } from '#address-book';
import { openFolderViews } from '#mailbox';
import type { Mailbox, MailStore, Store, StoredMessage } from '#ports';
import { type MailRoom, openMailRoom, sampleMailbox, T0 } from '#testing';
import { type OpenWriting, openWriting } from './open-writing.ts';
import type { Author, Handing, WritingPorts } from './writing-ports.ts';

export const UGO: Mailbox = sampleMailbox('ugo', { quotaBytes: 1_000_000_000 });

export const ugo: Author = {
  box: { mailbox: UGO, level: 'own', maySend: true },
  login: UGO.address,
  language: 'it',
  peer: '203.0.113.7',
  isProgram: false,
};

/** What stands on the disk of a house, for one that is opened after the power went. */
export interface Disk {
  readonly state: MemoryState;
  readonly blobs: MemoryBlobDisk;
  readonly room: MailRoom;
}

export interface House extends OpenWriting {
  readonly ports: WritingPorts;
  readonly disk: Disk;
  readonly clock: ReturnType<typeof memoryClock>;
  /** Accepted by the access point, with the octets handed in. */
  readonly accepted: () => readonly {
    readonly to: readonly string[];
    readonly octets: string;
    readonly login: string;
  }[];
  /** What the access point does next. */
  answer: 'accept' | 'refuse' | 'later' | 'forbidden' | 'unapproved' | 'throw';
  readonly faults: unknown[];
  crash(survivors: (waiting: number) => number): void;
}

let seed = 1;

/** The office over stores in memory and an access point that only writes down. For tests. */
export function openHouse(disk?: Disk, change: Partial<WritingPorts> = {}): House {
  const clock = memoryClock(T0);
  const state = disk?.state ?? emptyState();
  const memory = openMemoryStore({ state });
  const room = disk?.room ?? openMailRoom();
  const blobs = memoryBlobs(disk ? { disk: disk.blobs, legalTime: clock } : { legalTime: clock });
  if (!disk) {
    void memory.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
    void room.commit({ accounts: [{ kind: 'put-mailbox', mailbox: UGO }] });
  }
  const store = bothStores(memory, room);
  const faults: unknown[] = [];
  const random = seededRandom(seed++);
  const accounts = {
    isAdmitted: (_: string, address: string) => !address.endsWith('@closed.example'),
    sendingLimits: () => ({}),
  } as unknown as Accounts;
  const ports: WritingPorts = {
    ...{ store, blobs, random, accounts, digests: nodeDigests, legalTime: clock, monotonic: clock },
    views: openFolderViews(store),
    index: () => undefined,
    pecDomains: () => [],
    limits: { maxRecipients: 500, maxBytesTimesRecipients: 2_000_000_000, maxMessageBytes: 150_000_000 },
    submit: (handing) => submit(handing),
    directory: { find: async () => [], holds: async () => false },
    archives: { list: async () => ({ ok: false, fault: 'none here' }), entry: async () => undefined },
    report: (fault) => faults.push(fault),
    ...change,
  };
  const house: House = {
    ...openWriting(ports, openBook(ports)),
    ...{ ports, clock, faults, disk: { state, blobs: blobs.disk, room }, answer: 'accept' },
    crash: (survivors) => memory.crash(survivors),
    accepted: () =>
      state.log.filter(({ event }) => event === 'Accettazione').map((record) => JSON.parse(record.oggetto!)),
  };

  async function submit(handing: Handing) {
    if (house.answer === 'throw') throw new Error('the scanner is down');
    if (house.answer === 'later') return { kind: 'later', text: 'riprovare' } as const;
    if (house.answer === 'unapproved') return { kind: 'unapproved' } as const;
    if (house.answer === 'forbidden') return { kind: 'forbidden', text: 'invio sospeso' } as const;
    const pieces: Uint8Array[] = [];
    for await (const piece of blobs.read(handing.message.rope)) pieces.push(piece.slice());
    const octets = Buffer.concat(pieces);
    if (createHash('sha256').update(octets).digest('hex') !== handing.message.sha256) throw new Error('another digest');
    const isAccepted = house.answer === 'accept';
    const identificativo = `opec${seed++}.${Buffer.from(random.bytes(6)).toString('hex')}@alfa.example`;
    const at = clock.now();
    const faults = isAccepted ? [] : ['manca il campo To'];
    const oggetto = JSON.stringify({ to: handing.recipients, octets: octets.toString('latin1'), login: handing.login });
    const event = isAccepted ? ('Accettazione' as const) : ('NonAccettazione' as const);
    const log = [
      { instant: at, point: 'AP' as const, event, identificativo, oggetto, mittente: handing.mailbox.address },
    ];
    const decided = { identificativo, at, isAccepted, faults };
    const { done } = await memory.commit({ ...handing.along(decided), log });
    return done ? ({ kind: 'decided', decided } as const) : ({ kind: 'overtaken' } as const);
  }
  return house;
}

function openBook({ store, legalTime, monotonic, random }: WritingPorts) {
  const directory = { find: async () => [] };
  return openAddressBook({ store, legalTime, monotonic, random, directory, isPecDomain: () => undefined });
}

/** The records of one store, the folders of the other; messages of both. */
function bothStores(memory: Store, room: MailRoom): Store & MailStore {
  const message = async (id: string) => (await memory.message(id)) ?? (await room.messages([id])).get(id);
  const messages = async (ids: readonly string[]): Promise<ReadonlyMap<string, StoredMessage>> => {
    const found = await Promise.all([...new Set(ids)].map(async (id) => [id, await message(id)] as const));
    return new Map(found.filter((entry): entry is readonly [string, StoredMessage] => entry[1] !== undefined));
  };
  return {
    ...memory,
    ...room,
    commit: memory.commit,
    mailboxUse: memory.mailboxUse,
    message,
    messages,
    folder: (id: string) => room.folder(id),
    folders: (mailbox: string, names?: readonly string[]) => room.folders(mailbox, names),
    [Symbol.asyncDispose]: memory[Symbol.asyncDispose],
  } as unknown as Store & MailStore;
}

export async function* stream(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}
