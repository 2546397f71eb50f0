import { createHash } from 'node:crypto';
import { nodeDigests } from '#adapters/files';
import { emptyState, memoryBlobs, memoryClock, openMemoryStore } from '#adapters/memory';
import { openUnzip } from '#adapters/unzip';
import { openFolderViews } from '#mailbox';
import { wire } from '#pec';
import type { Grant, Mailbox, MailStore, Store } from '#ports';
import { type MailRoom, openMailRoom, openWorld, type World } from '#testing';
import { openReading, type Reading } from './open-reading.ts';
import type { FoundReceipt, MailAccess, Reader, ReadingPorts } from './reading-ports.ts';

export const [MARIO, ANNA] = ['mario@pec.alfa.example', 'anna@pec.alfa.example'] as const;
export const UFFICIO = 'ufficio@pec.beta.example';

export interface House {
  readonly reading: Reading;
  readonly ports: ReadingPorts;
  readonly store: Store & MailStore;
  readonly told: MailAccess[];
  readonly faults: unknown[];
  /** The holder of a mailbox. */
  own(address: string): Reader;
  /** Somebody to whom it was granted. */
  delegate(address: string, grant: Partial<Grant>): Reader;
  /** Id of a folder by its name. */
  folder(address: string, name: string): Promise<string>;
  /** Puts octets into a folder; answers the UID. */
  put(
    address: string,
    folder: string,
    octets: Uint8Array | string,
    more?: { flags?: string[]; thread?: string },
  ): Promise<number>;
  close(): void;
}

/** The office over what a simulated country left in the mailboxes and the log of one provider. */
export async function openHouse(world?: World, key = 'alfa'): Promise<House> {
  const clock = memoryClock(Date.UTC(2026, 2, 2, 12));
  const memory = openMemoryStore({ state: emptyState() });
  const room = openMailRoom();
  const blobs = memoryBlobs({ legalTime: clock });
  const store = { ...memory, ...room, ...recordsOf(memory) } as unknown as Store & MailStore;
  const mailboxes: Mailbox[] = world ? await fill(world, key, memory, room) : await fillPlain(memory, room);
  const told: MailAccess[] = [];
  const faults: unknown[] = [];
  const trust = world?.member(key).process.incomingPoint.trust;
  const views = openFolderViews(store);
  const ports: ReadingPorts = {
    ...{ store, blobs, views, legalTime: clock, digests: nodeDigests },
    logins: { standing: async ({ name }) => standingOf(name, mailboxes) },
    trust: trust ?? { index: () => undefined, roots: () => [], crls: () => [] },
    archives: openUnzip(),
    quotaReserve: { percent: 10, leastBytes: 1_000 },
    disclosing: disclosingOf(store, blobs),
    tellAccess: async (access) => void told.push(access),
    onUnreadable: (fault) => faults.push(fault),
  };
  const boxOf = (address: string) => mailboxes.find((one) => one.address === address)!;
  let messages = 0;
  return {
    reading: openReading(ports),
    ...{ ports, store, told, faults },
    own: (address) => ({
      login: address,
      language: 'it',
      box: { mailbox: boxOf(address), level: 'own', maySend: true },
    }),
    delegate: (address, { login = 'delegata', level = 'read', maySend = false, folders }) => ({
      ...{ login, language: 'it', device: 'Firefox' },
      box: { mailbox: boxOf(address), level, maySend, ...(folders && { folders }) },
    }),
    async folder(address, name) {
      const [found] = await room.folders(boxOf(address).id, [name]);
      return found?.id ?? (await made(room, boxOf(address).id, name, clock.now()));
    },
    async put(address, name, octets, { flags = [], thread } = {}) {
      const [found] = await room.folders(boxOf(address).id, [name]);
      const folder = found?.id ?? (await made(room, boxOf(address).id, name, clock.now()));
      const bytes = typeof octets === 'string' ? Buffer.from(octets.replace(/\r?\n/g, '\r\n'), 'latin1') : octets;
      const message = stored(`put-${++messages}`, bytes);
      const at = clock.now() + messages;
      const common = { folder, message, flags, internalDate: at, at, quotaBytes: 1e12 };
      const placed = await room.append({ ...common, ...(thread !== undefined && { thread }) });
      if (!placed.done) throw new Error(placed.why);
      return placed.uid;
    },
    close: () => views[Symbol.dispose](),
  };
}

/** What the store of records answers, where both have it. */
function recordsOf(memory: Store) {
  const { commit, mailbox, mailboxById, mailboxes, grants, folderRights, searchLog, dispatch, tracking, card } = memory;
  return { commit, mailbox, mailboxById, mailboxes, grants, folderRights, searchLog, dispatch, tracking, card };
}

function stored(id: string, bytes: Uint8Array) {
  return { id, rope: [bytes], size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function made(room: MailRoom, mailbox: string, name: string, at: number): Promise<string> {
  const made = await room.createFolder(mailbox, name, at);
  if (!made.done) throw new Error(made.why);
  return made.folder.id;
}

async function fillPlain(memory: Store, room: MailRoom): Promise<Mailbox[]> {
  const common = { holder: 'Titolare', kind: 'user', status: 'active', quotaBytes: 1e9 } as const;
  const boxes: Mailbox[] = [MARIO, ANNA].map((address) => ({
    ...{ id: address.split('@')[0]!, address, ordinaryMail: { kind: 'accept' } },
    ...common,
  }));
  const accounts = boxes.map((mailbox) => ({ kind: 'put-mailbox', mailbox }) as const);
  await memory.commit({ accounts });
  await room.commit({ accounts });
  return boxes;
}

async function fill(world: World, key: string, memory: Store, room: MailRoom): Promise<Mailbox[]> {
  const { disk } = world.member(key);
  const boxes = [...(await disk.inspect.mailboxes())].map((one) => ({ ...one, id: one.address.replace(/[@]/g, '.') }));
  const accounts = boxes.map((mailbox) => ({ kind: 'put-mailbox', mailbox }) as const);
  await memory.commit({ accounts });
  await room.commit({ accounts });
  for (const { id, address } of boxes) {
    for (const name of ['INBOX', 'Sent', 'Ricevute']) {
      for (const { bytes, at = 0, flags = [], storedId, daticert } of await world.folder(address, name)) {
        const [found] = await room.folders(id, [name]);
        const folder = found?.id ?? (await made(room, id, name, at));
        const thread = daticert?.identificativo ?? threadOf(await world.log(key), storedId);
        const common = { folder, message: stored(storedId!, bytes), flags, internalDate: at, at, quotaBytes: 1e12 };
        await room.append({ ...common, ...(thread !== undefined && { thread }) });
      }
    }
  }
  for (const { seq: _, ...record } of await world.log(key)) await memory.commit({ log: [record] });
  return boxes;
}

/** Of the copy in Sent: the last acceptance before it. */
function threadOf(log: Awaited<ReturnType<World['log']>>, _storedId: string | undefined): string | undefined {
  return log.findLast(({ event }) => event === 'Accettazione')?.identificativo;
}

function standingOf(name: string, mailboxes: readonly Mailbox[]) {
  const mailbox = mailboxes.find(({ address }) => address === name);
  const common = { login: name, person: name, hasSecondFactor: false, passwordMark: '', shared: [] };
  return mailbox ? { ...common, box: { mailbox, level: 'own' as const, maySend: true } } : common;
}

function disclosingOf(
  store: Store & MailStore,
  blobs: Pick<ReturnType<typeof memoryBlobs>, 'read'>,
): ReadingPorts['disclosing'] {
  const { RICEVUTA } = wire;
  const kinds: Record<string, string> = {
    [RICEVUTA.accettazione]: RICEVUTA.accettazione,
    [RICEVUTA.avvenutaConsegna]: 'consegna',
    [RICEVUTA.erroreConsegna]: 'mancata-consegna',
    [RICEVUTA.preavvisoErroreConsegna]: 'preavviso',
  };
  return {
    async findReceipts(identificativo) {
      const records = await store.searchLog({ identificativo, limit: 100 });
      return records.flatMap((record): FoundReceipt[] => {
        const kind = kinds[record.tipo ?? ''];
        const [id] = record.related ?? [];
        if (kind === undefined || id === undefined || record.event === 'Consegna') return [];
        return [{ record, kind, stored: id, recipients: record.consegna ? [record.consegna] : [] }];
      });
    },
    async *reproduce(receipts) {
      for (const { stored: id } of receipts) {
        const message = (await store.messages([id])).get(id);
        const octets = Buffer.from('attestazione');
        if (message)
          yield { origin: 'original', content: { size: message.size, read: () => blobs.read(message.rope) } };
        else yield { origin: 'attestation', content: { size: octets.length, read: () => pieces(octets) } };
      }
    },
    dossier: async (identificativo) => ({ octets: pieces(Buffer.from(`dossier ${identificativo}`)) }),
  };
}

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

/** An exchange: what Mario sent to the office arrived, and its receipts came back. */
export async function exchange(letters: readonly Parameters<World['submit']>[0][]): Promise<World> {
  const world = await openWorld();
  for (const letter of letters) {
    await world.submit(letter);
    await world.settle();
  }
  return world;
}

export async function collect(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const source =
    typeof body === 'object' && body !== null && 'size' in body
      ? (body as { size: number; read(a: number, b: number): AsyncIterable<Uint8Array> }).read(
          0,
          (body as { size: number }).size,
        )
      : (body as AsyncIterable<Uint8Array>);
  const found: Buffer[] = [];
  for await (const piece of source) found.push(Buffer.from(piece));
  return Buffer.concat(found);
}
