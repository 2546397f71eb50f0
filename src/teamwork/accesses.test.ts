import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryClock, openMemoryStore, seededRandom } from '#adapters/memory';
import { openAccesses } from './accesses.ts';

const T0 = Date.parse('2026-03-01T09:00:00Z');
const HOUR_MS = 3_600_000;

function house() {
  const store = openMemoryStore();
  const clock = memoryClock(T0);
  let commits = 0;
  const counted = {
    ...store,
    commit: (step: Parameters<typeof store.commit>[0]) => {
      commits++;
      return store.commit(step);
    },
  };
  const ports = { store: counted, legalTime: clock, random: seededRandom(1) };
  return { clock, ports, accesses: openAccesses(ports), commits: () => commits, store };
}

test('a flood of accesses costs few commits, loses none, and is read back page by page, the newest first', async () => {
  const { accesses, clock, commits } = house();
  const told = Array.from({ length: 350 }, (_, number) => {
    clock.advance(1);
    const login = number % 7 === 0 ? 'anna' : 'ugo';
    return accesses.tellAccess({ mailbox: 'box', login, what: 'downloaded', thread: `t${number}` });
  });
  await Promise.all([...told, accesses.tellAccess({ mailbox: 'other', login: 'eva', what: 'opened' })]);
  assert.ok(commits() <= 2, `${commits()} commits`);

  const read = async (login?: string) => {
    const found: (string | undefined)[] = [];
    let after: string | undefined;
    do {
      const page = await accesses.list('box', { limit: 30, ...(after && { after }), ...(login && { login }) });
      found.push(...page.items.map(({ thread }) => thread));
      after = page.next;
    } while (after !== undefined);
    return found;
  };
  const all = Array.from({ length: 350 }, (_, number) => `t${349 - number}`);
  assert.deepEqual(await read(), all);
  assert.deepEqual(
    await read('anna'),
    all.filter((thread) => Number(thread.slice(1)) % 7 === 0),
  );
});

test('opening the same again soon is told once; two processes never write over each other', async () => {
  const { accesses, clock, ports } = house();
  const second = openAccesses(ports);
  const opened = { mailbox: 'box', login: 'anna', what: 'opened', thread: 't' } as const;
  await accesses.tellAccess(opened);
  await accesses.tellAccess(opened);
  await second.tellAccess({ ...opened, login: 'ugo' });
  clock.advance(HOUR_MS);
  await accesses.tellAccess(opened);
  const { items } = await accesses.list('box', { limit: 10 });
  assert.deepEqual(items.map(({ login }) => login).sort(), ['anna', 'anna', 'ugo']);
});

test('after 30 months it is forgotten', async () => {
  const { accesses, clock, store } = house();
  await accesses.tellAccess({ mailbox: 'box', login: 'anna', what: 'exported' });
  clock.moveTo(Date.parse('2028-08-31T00:00:00Z'));
  assert.equal(await accesses.forgetOld(), 0);
  clock.moveTo(Date.parse('2028-09-01T10:00:00Z'));
  assert.equal(await accesses.forgetOld(), 1);
  assert.equal(await store.countCards('access'), 0);
});
