import { randomBytes } from 'node:crypto';
import type { Books } from './books.ts';
import { exchangeOne } from './memory.ts';
import { header } from './message.ts';
import type { RunningNetwork } from './network.ts';
import { SubmissionClient } from './smtp-client.ts';

export interface StorageResult {
  readonly exchanges: number;
  /** What the sender handed in each time, octets. */
  readonly originalBytes: number;
  /** Of one exchange: every message that was stored, each whole. */
  readonly messageBytes: number;
  /** Of one exchange: the original once, and what every message says beyond it. */
  readonly uniqueBytes: number;
  /** Of one exchange, on disk: growth of the database (all its tables and indexes) and of the files of bodies. */
  readonly storedBytes: { readonly database: number; readonly files: number };
  /** Stored over unique. */
  readonly ratio: number;
}

const EXCHANGES = 3;

/** What exchanges with a *completa* receipt between two mailboxes of one provider leave on its disk. */
export async function storage(running: RunningNetwork, bodyBytes: number): Promise<StorageResult> {
  const { senders, network, root } = running;
  const [from, to] = senders.map(({ address }) => address);
  const books = running.books.alfa;
  const local = { books: running.books, senders, recipient: to! };
  using client = await SubmissionClient.open(network.providers[0]!.submissions, senders[0]!, root);
  await exchangeOne(local, client, incompressible(from!, to!, 0, bodyBytes));
  const before = { ...(await books.stored()), messages: await books.sizes() };
  let submitted = 0;
  for (let number = 1; number <= EXCHANGES; number++) {
    const message = incompressible(from!, to!, number, bodyBytes);
    submitted += message.length;
    await exchangeOne(local, client, message);
  }
  const after = await books.stored();
  const sizes = await newSizes(books, before.messages);
  const originalBytes = submitted / EXCHANGES;
  const messageBytes = sum(sizes) / EXCHANGES;
  const uniqueBytes = originalBytes + sum(sizes.map((size) => beyond(size, originalBytes))) / EXCHANGES;
  const database = (after.database - before.database) / EXCHANGES;
  const files = (after.files - before.files) / EXCHANGES;
  const ratio = (database + files) / uniqueBytes;
  return { exchanges: EXCHANGES, originalBytes, messageBytes, uniqueBytes, storedBytes: { database, files }, ratio };
}

/** A message at least as long as the original has it inside, once (spec 7.2, 10.2). */
function beyond(size: number, original: number): number {
  return size >= original ? size - original : size;
}

async function newSizes(books: Books, known: ReadonlyMap<string, number>): Promise<readonly number[]> {
  return [...(await books.sizes())].filter(([id]) => !known.has(id)).map(([, size]) => size);
}

/** Random octets in base64: nothing that a compression could hide copies with. */
function incompressible(from: string, to: string, number: number, bodyBytes: number): Buffer {
  const lines = Math.ceil(bodyBytes / 78);
  const body = Array.from({ length: lines }, () => `${randomBytes(57).toString('base64')}\r\n`).join('');
  return Buffer.from(header(from, to, number) + body, 'latin1');
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
