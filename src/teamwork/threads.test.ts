import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMemoryStore } from '#adapters/memory';
import type { LogRecord } from '#ports';
import { BOX, T0 } from './test-team.ts';
import { openThreads, type ThreadsPorts } from './threads.ts';

const item = { length: 1, messageId: () => 'm1', internalDate: () => T0 };

/** A mailbox in which one message stands, in the conversation that it names itself. */
async function described(thread: string) {
  const store = openMemoryStore();
  const record = (identificativo: string, to: string): LogRecord => ({
    ...{ instant: T0, point: 'AP', event: 'Accettazione', identificativo, mittente: 'x@pec.beta.example' },
    ...{ oggetto: 'Riservato', destinatari: [{ address: to, type: 'certificato' }] },
  });
  await store.commit({ log: [record('ours', BOX.address), record('others', 'y@pec.beta.example')] });
  const items = { ...item, thread: () => thread };
  const views = {
    lists: { all: async () => [{ id: 'f1', name: 'INBOX' }] },
    open: async () => ({ view: { refresh: async () => {}, items }, close() {} }),
  };
  const nothing = async () => new Map();
  const summaries = { store: { facts: nothing, summaries: nothing, messages: nothing } };
  const ports = { store, views, summaries } as unknown as ThreadsPorts;
  return await openThreads(ports).describe({ mailbox: BOX }, thread);
}

test('a conversation that only calls itself like a message of others tells nothing of that one', async () => {
  assert.equal((await described('ours'))?.subject, 'Riservato');
  assert.deepEqual(await described('others'), { subject: '', from: '', at: T0 });
});
