import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import type { Logger } from '#config';
import type { MailStore, MessageFacts, StoredMessage } from '#ports';
import { sampleMessage } from '#testing';
import { openTextIndexer } from './index-texts.ts';

const TICK_MS = 500;

function openTest(...ids: readonly string[]) {
  const messages = new Map<string, StoredMessage>(
    ids.map((id) => [id, sampleMessage(id, `Subject: ${id}\r\n\r\nx\r\n`)]),
  );
  const kept = new Map<string, MessageFacts>();
  const listeners = new Set<Parameters<MailStore['onChange']>[0]>();
  const told: string[] = [];
  let now = 0;
  const store = {
    withoutFacts: async (limit: number) => [...messages.keys()].filter((id) => !kept.has(id)).slice(0, limit),
    messages: async (wanted: readonly string[]) =>
      new Map(wanted.flatMap((id) => (messages.has(id) ? [[id, messages.get(id)!] as const] : []))),
    facts: async (ids: readonly string[]) =>
      new Map(ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id)!] as const] : []))),
    async putFacts(facts: readonly MessageFacts[]) {
      for (const one of facts) kept.set(one.messageId, one);
    },
    onChange(listener: Parameters<MailStore['onChange']>[0]) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const blobs = memoryBlobs();
  const log = { error: ({ message }: { message: string }) => told.push(message) } as unknown as Logger;
  const indexer = openTextIndexer({ store, blobs, monotonic: { now: () => now }, log });
  const change = () => {
    for (const listener of listeners) listener({ mailbox: 'ugo', folder: '1' });
  };
  return {
    indexer,
    kept,
    messages,
    told,
    listeners,
    change,
    /** The clock goes on, and everything that then can be done is done. */
    async pass(ms: number, isBusy = false) {
      now += ms;
      if (isBusy) change();
      mock.timers.tick(TICK_MS);
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

suite('the texts of messages are kept when nothing else is to be done', () => {
  test('while mailboxes change nothing is read; then everything', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { indexer, kept, change, pass, listeners } = openTest('a', 'b', 'c');
    indexer.start();
    await pass(100);
    assert.equal(kept.size, 3, 'a start is a quiet moment');
    kept.clear();
    change();
    await pass(200);
    assert.equal(kept.size, 0);
    await pass(200);
    assert.deepEqual([...kept.keys()], ['a', 'b', 'c']);
    assert.equal(kept.get('a')!.header, 'subject: a\n');
    await indexer.stop();
    assert.equal(listeners.size, 0);
    mock.timers.reset();
  });

  test('a provider that is never quiet reads a few now and then', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { indexer, kept, pass } = openTest(...Array.from({ length: 20 }, (_, n) => `m${n}`));
    indexer.start();
    await pass(599_000, true);
    assert.equal(kept.size, 0);
    await pass(2_000, true);
    assert.equal(kept.size, 8);
    await pass(2_000, true);
    assert.equal(kept.size, 8);
    await indexer.stop();
    mock.timers.reset();
  });

  test("one that cannot be read is told once and is in nobody's way", async () => {
    const { indexer, kept, messages, told } = openTest(...Array.from({ length: 20 }, (_, n) => `m${n}`));
    for (let n = 0; n < 10; n++) {
      const message = messages.get(`m${n}`)!;
      messages.set(message.id, { ...message, rope: [{ blob: 'gone', offset: 0, length: message.size }] });
    }
    await indexer.settle();
    assert.deepEqual([told.length, kept.size], [10, 10]);
    await indexer.settle();
    assert.equal(told.length, 10);
  });
});
