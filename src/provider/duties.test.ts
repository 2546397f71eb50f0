import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig, sampleConfig } from '#config';
import { T0 } from '#testing';
import { type DutiesPorts, openDuties } from './duties.ts';

const MINUTE = 60_000;
const CONFIG = parseConfig(sampleConfig({ name: 'G', domain: 'gestore.example', pecDomain: 'pec.example' }), '/', {});

/** Duties that all do well, and count what they do, but for what the test changes. */
function room(
  change: Partial<Record<'sweep' | 'publish' | 'refreshIndex' | 'refreshCrls' | 'perform', () => never>> = {},
) {
  const clock = { at: T0, now: () => clock.at };
  const done: Record<string, number> = {};
  const count = (what: string) => {
    done[what] = (done[what] ?? 0) + 1;
  };
  const does = (what: keyof typeof change, answer: unknown) => async () => {
    count(what);
    return change[what]?.() ?? answer;
  };
  const told: string[] = [];
  const refresh = { step: {}, had: true, adopt() {} };
  const ports = {
    legalTime: clock,
    log: { info() {}, warn() {}, error: (facts: object) => void told.push((facts as { what: string }).what) },
    store: { commit: async () => ({ done: true, uids: [] }), document: async () => undefined },
    index: {
      book: {
        refreshIndex: does('refreshIndex', refresh),
        refreshCrls: does('refreshCrls', refresh),
        records: () => [],
      },
      publish: does('publish', undefined),
    },
    keys: { current: () => ({}), published: () => [], perform: does('perform', undefined), nextDue: () => undefined },
    accessPoint: {
      legalTime: clock,
      store: {
        async dueTracking() {
          count('deadlines');
          return [];
        },
      },
    },
    sweep: does('sweep', 0),
    async warnOfQuota() {
      count('quota');
      return 0;
    },
  } as unknown as DutiesPorts;
  return { clock, done, told, duties: openDuties(CONFIG, ports) };
}

const fails = (text: string) => () => {
  throw new Error(text);
};

test('whatever duty fails, every other one is done, the deadlines first of all', async () => {
  for (const failing of ['sweep', 'publish', 'refreshIndex', 'refreshCrls', 'perform'] as const) {
    const { duties, done } = room({ [failing]: fails('no') });
    await assert.rejects(duties.runDue());
    for (const other of ['deadlines', 'quota', 'sweep', 'publish', 'refreshIndex', 'perform'])
      assert.ok((done[other] ?? 0) > 0, `${other} beside ${failing}`);
  }
});

test('an index that does not answer holds up no deadline', async () => {
  const silent = Promise.withResolvers<never>();
  const { duties, done, clock } = room({ refreshIndex: () => silent.promise as never });
  void duties.runDue().catch(() => {});
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  clock.at += 1_000;
  void duties.runDue().catch(() => {});
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  assert.deepEqual([done.deadlines, done.refreshIndex], [2, 1]);
});

test('a duty that goes on failing is tried again after a while, and told once an hour', async () => {
  const { duties, done, told, clock } = room({ sweep: fails('the disk'), refreshIndex: fails('the book') });
  for (let second = 0; second < 50 * 60; second++) {
    await duties.runDue().catch(() => {});
    clock.at += 1_000;
  }
  assert.equal(done.deadlines, 50 * 60);
  assert.deepEqual([done.sweep, done.refreshIndex], [5, 5]);
  assert.deepEqual(told.filter((what) => what === 'sweep').length, 1);
  clock.at += 10 * MINUTE;
  await duties.runDue().catch(() => {});
  assert.deepEqual(told.filter((what) => what === 'sweep').length, 2);
});

test('a clock that went back makes everything due again', async () => {
  const { duties, done, clock } = room();
  clock.at += 1_000 * 86_400_000;
  await duties.runDue().catch(() => {});
  clock.at = T0;
  await duties.runDue().catch(() => {});
  assert.deepEqual([done.sweep, done.refreshIndex, done.quota], [2, 2, 2]);
});
