import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChainEvent, chainEvent, Refusal } from '#contract';
import { chainEventsOf } from '#message-log';
import type { StoredLogRecord } from '#ports';
import { openEventFeed } from './event-feed.ts';
import { eventOctets } from './event-octets.ts';
import { BEGINNING, readEvents } from './events.ts';
import { openBell } from './log-tail.ts';
import { boxOf, openHistory, type Turn } from './test-history.ts';

const [UGO, ADA] = [boxOf('ugo'), boxOf('ada')];
const turn = fc.record<Turn>({
  what: fc.constantFrom('send', 'send', 'refuse', 'taken', 'delivered', 'failed', 'warned', 'again', 'in', 'anomaly'),
  who: fc.nat(3),
  message: fc.nat(20),
  to: fc.nat(5),
});
const turns = fc.array(turn, { maxLength: 40 });

/** What the whole log says at its end, read message by message. */
async function wholeStory(history: ReturnType<typeof openHistory>, address: string): Promise<readonly string[]> {
  const log = await history.store.searchLog({ limit: 10_000 });
  const ids = new Set(log.flatMap(({ identificativo }) => identificativo ?? []));
  const ofChains = [...ids].flatMap((id) =>
    chainEventsOf(log.filter(({ identificativo }) => identificativo === id))
      .filter(({ record }) => record.mittente === address)
      .map(({ seq, part, type, recipient = '' }) => ({ seq, part, text: `${type} ${recipient}` })),
  );
  const arrivals = log
    .filter(({ point, consegna, event }) => point === 'DP' && consegna === address && event.startsWith('Consegna'))
    .map(({ seq, identificativo }) => ({ seq, part: 0, text: identificativo ? 'certified ' : 'anomaly ' }));
  return [...ofChains, ...arrivals]
    .sort((a, b) => a.seq - b.seq || a.part - b.part)
    .map(({ seq, part, text }) => `${seq}.${part} ${text}`);
}

const told = ({ cursor, type, recipient = '', received }: ChainEvent) =>
  `${cursor} ${received?.kind ?? type} ${recipient}`;

test('whoever reads on from any cursor, in pages of any size, while the log grows and after any restart, is told each transition once', async () => {
  await fc.assert(
    fc.asyncProperty(turns, fc.infiniteStream(fc.nat(7)), async (history, chance) => {
      const log = openHistory(history);
      const dice = () => chance.next().value as number;
      const found: string[] = [];
      let kept = BEGINNING;
      for (let more = true, rest = 3; more || rest > 0; rest -= more ? 0 : 1) {
        more = await log.grow(dice());
        // A new process knows nothing but the cursor: of the page, or of the last event it was done with before it ended.
        // Others may be writing still: what is behind them is seen, but not settled.
        const lag = more ? dice() : 0;
        const tail = { settled: async () => Math.max(0, (await log.settled()) - lag) };
        const page = await readEvents(UGO, kept, 1 + dice(), { ...log, tail, batch: 1 + dice() });
        const done = page.events.slice(0, dice() === 0 ? dice() : undefined);
        found.push(...done.map(told));
        kept = done.length < page.events.length ? (done.at(-1)?.cursor ?? kept) : page.cursor;
        if (page.isMore || done.length < page.events.length) rest = 3;
      }
      assert.deepEqual(found, await wholeStory(log, UGO.address));
    }),
    { numRuns: 150 },
  );
});

test('a stream and a long poll that are opened before anything happens tell the same, and sleep while it happens to others', async () => {
  await fc.assert(
    fc.asyncProperty(turns, async (history) => {
      const log = openHistory(history);
      const feed = openEventFeed(log);
      const end = new AbortController();
      const streamed: string[] = [];
      const reading = (async () => {
        for await (const event of feed.stream(ADA, BEGINNING, end.signal)) streamed.push(told(event));
      })();
      const polled: string[] = [];
      const polling = (async () => {
        let after = 'now';
        while (!end.signal.aborted) {
          const page = await feed.poll(ADA, { after, limit: 3, waitMs: 60_000 }, end.signal);
          polled.push(...page.events.map(told));
          after = page.cursor;
        }
      })();
      while (await log.grow(3));
      const expected = await wholeStory(log, ADA.address);
      while (streamed.length < expected.length || polled.length < expected.length)
        await new Promise((resolve) => setImmediate(resolve));
      end.abort();
      await Promise.all([reading, polling]);
      feed.close();
      assert.deepEqual([streamed, polled], [expected, expected]);
      assert.equal(log.listeners.size, 0);
    }),
    { numRuns: 30 },
  );
});

test('a thousand open streams ask the store nothing while news come to others', async () => {
  const log = openHistory([{ what: 'in', who: 0, message: 0, to: 0 }]);
  let asked = 0;
  const store = {
    ...log.store,
    searchLog(query: Parameters<typeof log.store.searchLog>[0]) {
      asked++;
      return log.store.searchLog(query);
    },
  };
  const feed = openEventFeed({ ...log, store });
  const end = new AbortController();
  const streams = Array.from({ length: 1_000 }, async () => {
    for await (const _ of feed.stream(ADA, await feed.begin('now'), end.signal)) assert.fail('nothing happened to her');
  });
  await new Promise((resolve) => setImmediate(resolve));
  const atRest = asked;
  await log.grow();
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked - atRest, 0);
  feed.close();
  end.abort();
  await Promise.all(streams);
});

test('an event has the shape of the contract, the name its program gave, and where its octets are', async () => {
  const send = { what: 'send', who: 0, message: 0, to: 0 } as const;
  const log = openHistory([
    send,
    { ...send, what: 'delivered' },
    { ...send, what: 'anomaly' },
    { ...send, what: 'in' },
  ]);
  await log.grow(4);
  const id = 'opec0@gestore-alfa.example';
  const card = { kind: 'client-ref', id, owner: 'ugo', value: { clientRef: 'order 7' }, at: 0 };
  await log.store.commit({ cards: [{ kind: 'put', card }] });
  const { events } = await readEvents(UGO, BEGINNING, 10, log);
  for (const event of events) assert.deepEqual(chainEvent.parse(event), event);
  assert.deepEqual(
    events.map(({ type, code, clientRef, received, raw }) => [type, code, clientRef, received?.subject, raw]),
    [
      ['accepted', 'C001', 'order 7', undefined, '/api/v1/mailboxes/ugo/events/2.0/raw'],
      ['delivered', 'C003', 'order 7', undefined, '/api/v1/mailboxes/ugo/events/3.0/raw'],
      ['received', 'C000', undefined, 'Odd 2', '/api/v1/mailboxes/ugo/events/5.0/raw'],
      ['received', 'C000', undefined, 'In 3', '/api/v1/mailboxes/ugo/events/7.0/raw'],
    ],
  );
  await assert.rejects(
    readEvents(UGO, "1' OR 1", 10, log),
    (error) => error instanceof Refusal && error.kind === 'invalid',
  );
});

test('T69 the octets of a receipt and of what came in are had by the event; a taking in charge, and what is of others, is not', async () => {
  const send = { what: 'send', who: 0, message: 0, to: 0 } as const;
  const log = openHistory([send, { ...send, what: 'taken' }, { ...send, what: 'delivered' }, { ...send, what: 'in' }]);
  await log.grow(4);
  const bytes = new TextEncoder().encode('x');
  const message = (id: string) => ({ id, rope: [bytes], size: 1, sha256: '0'.repeat(64) });
  const cards = [{ kind: 'put', card: { kind: 'k', id: 'i', owner: '', value: 1, at: 0 } }] as const;
  await log.store.commit({ messages: ['a0', 'r1', 'r2', 'm3'].map(message), cards });
  const read = (cursor: string, mailbox = UGO) =>
    eventOctets(mailbox, cursor, log.store).then(
      ({ id }) => id,
      (error) => (error as Refusal).code,
    );
  const found = await Promise.all(
    ['2.0', '3.0', '4.0', '6.0', '1.0', '4.1', '99.0', 'x'].map((cursor) => read(cursor)),
  );
  const gone = 'octets-gone';
  assert.deepEqual(found, ['a0', gone, 'r2', 'm3', gone, gone, gone, gone]);
  assert.deepEqual(await Promise.all(['2.0', '4.0', '6.0'].map((cursor) => read(cursor, ADA))), [gone, gone, gone]);
  const { events } = await readEvents(UGO, BEGINNING, 10, log);
  assert.deepEqual(
    events.map(({ type, raw }) => `${type} ${raw !== undefined}`),
    ['accepted true', 'taken false', 'delivered true', 'received true'],
  );
});

test('who waits for long leaves nothing behind each time he was woken', async () => {
  const listeners: ((records: readonly StoredLogRecord[]) => void)[] = [];
  const listen = (listener: (typeof listeners)[number]) => {
    listeners.push(listener);
    return () => {};
  };
  const bell = openBell({ listen });
  const watch = bell.watch(ADA.address);
  const end = new AbortController();
  for (let times = 0; times < 5; times++) {
    const woken = watch.ring(end.signal);
    for (const tell of listeners) tell([{ mittente: ADA.address } as StoredLogRecord]);
    await woken;
    watch.rang();
  }
  assert.equal(getEventListeners(end.signal, 'abort').length, 0);
});

test('a cursor that the log does not reach is refused before anybody waits behind it; one that another process gave is not', async () => {
  const log = openHistory([
    { what: 'in', who: 0, message: 0, to: 0 },
    { what: 'in', who: 0, message: 1, to: 0 },
  ]);
  await log.grow(2);
  const end = await log.settled();
  const feed = openEventFeed(log);
  const refused = (code: string) => (fault: unknown) => fault instanceof Refusal && fault.code === code;
  for (const after of [`${end + 1}`, `${end + 7}.0`]) {
    await assert.rejects(feed.begin(after), refused('cursor-ahead'));
    await assert.rejects(feed.page(UGO, { after, limit: 9 }), refused('cursor-ahead'));
  }
  for (const none of ['', 'x', '-1', '1.0.0']) await assert.rejects(feed.begin(none), refused('cursor'));
  for (const good of ['now', '0', `${end}`, `${end}.3`]) await feed.begin(good);
  const behind = openEventFeed({ ...log, tail: { ...log.tail, settled: async () => end - 1 } });
  assert.equal(await behind.begin(`${end}`), `${end}`);
  const page = await behind.page(UGO, { after: `${end}`, limit: 9 });
  assert.deepEqual([page.events, page.cursor], [[], `${end}`], 'it stays where it is');
  feed.close();
});
