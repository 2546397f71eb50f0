import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { openLogins } from '#accounts';
import { memoryBlobs } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { openImapBackend } from '#doors/imap';
import type { ImapAccount, ImapFolder } from '#imap';
import { openFolderViews } from '#mailbox';
import type { AccountChange, Grant, Mailbox } from '#ports';
import { sampleMailbox, T0 } from '#testing';
import { openPostgresStore, type PostgresStore } from './open-store.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

/** IMAP accounts over a database, for tests only: a file that imports this has one of its own. */

export let database: TestDatabase;
export let store: PostgresStore;
before(async () => {
  database = await openTestDatabase();
  store = await openPostgresStore({ connection: database.server });
});
after(async () => {
  await store[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

export const UGO = 'ugo@pec.alfa.example';
export const ADA = 'ada@pec.alfa.example';
export const MINUTE_MS = 60_000;
export const SENT_KEYWORD = '$PEC-inviato';
let ids = 0;
/** Never given twice. */
export const nextId = () => ++ids;

export const box = (id: string, change: Partial<Mailbox> = {}): AccountChange => ({
  kind: 'put-mailbox',
  mailbox: sampleMailbox(id, { passwordHash: 'x', quotaBytes: 10_000, ...change }),
});
export const grant = (mailbox: string, login: string, level: Grant['level']): AccountChange => ({
  kind: 'put-grant',
  grant: { mailbox, login, level, maySend: false },
});

export async function openHouse(...accounts: readonly AccountChange[]) {
  await database.empty();
  await store.commit({ accounts: [box('ugo'), ...accounts] });
  const blobs = memoryBlobs({ literalMaxBytes: 200 });
  const clock = { legal: T0, monotonic: 0 };
  const legalTime = { now: () => clock.legal };
  const monotonic = { now: () => clock.monotonic };
  const logins = openLogins({ store, legalTime, verifyPassword: async (_kept, password) => password === 'right' });
  const judged: (string | undefined)[] = [];
  const backend = openImapBackend({
    store,
    blobs,
    views: openFolderViews(store),
    legalTime,
    monotonic,
    logins,
    brake: loginBrake(monotonic, { delayMs: 0 }),
    maxMessageBytes: 5_000,
    newMessageId: (at) => `${at}-${nextId()}`,
    async judge(_message, read) {
      judged.push(read.riferimento);
      return ['$PEC-nonverificata'];
    },
    onUnreadable: (fault) => {
      throw fault;
    },
  });
  async function enter(user = UGO): Promise<ImapAccount> {
    const entered = await backend('192.0.2.1').login(user, 'right');
    assert.ok(entered.ok, JSON.stringify(entered));
    return entered.account;
  }
  return { enter, backend, blobs, clock, judged };
}

/** `NO [code]`, or what was done. */
export const codeOf = (result: { readonly ok: boolean; readonly code?: string }) => (result.ok ? 'OK' : result.code);

export function message(text: string) {
  const octets = Buffer.from(text.replaceAll('\n', '\r\n'));
  return { size: octets.length, octets: once(octets), bytes: octets };
}

export async function* once(octets: Uint8Array) {
  yield octets;
}

export async function all<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

export const append = (account: ImapAccount, folder: string, text: string, flags: readonly string[] = []) =>
  account.append(folder, { flags, ...message(text) });

export async function select(account: ImapAccount, name: string): Promise<ImapFolder> {
  const selected = await account.select(name, false);
  assert.ok(selected.ok, JSON.stringify(selected));
  return selected.folder;
}

export const flagsIn = (folder: ImapFolder) => [...folder.uids()].map((uid) => folder.item(uid)!.flags.join(' '));
