import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDuration } from './iso-duration.ts';
import { createTimeMachine, LONGEST_JUMP_MS, type Traveller } from './time-machine.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T10:00:00Z');

/** A provider with appointments: each is kept at its instant, seen by the legal time of that moment. */
function provider(appointments: number[], journal: string[], realNow: () => number): Traveller {
  let offset = 0;
  let happened = 0;
  return {
    async setOffset(offsetMs) {
      offset = offsetMs;
    },
    async settle() {
      for (const at of appointments.filter((one) => one <= realNow() + offset)) {
        appointments.splice(appointments.indexOf(at), 1);
        happened += 1;
        journal.push(`${(realNow() + offset - START) / HOUR}h`);
      }
      return happened;
    },
    async refresh() {
      journal.push('refresh');
    },
    nextDue: async () => (appointments.length === 0 ? undefined : Math.min(...appointments)),
  };
}

function machine(travellers: Traveller[], journal: string[], kept: number[] = []) {
  return createTimeMachine({
    travellers: () => travellers,
    prepare: async (horizon) => void journal.push(`prepare ${(horizon - START) / HOUR}h`),
    keep: async (offset) => void kept.push(offset),
    realNow: () => START,
    offsetMs: 0,
  });
}

test('the clock walks from due instant to due instant, publishing before each jump', async () => {
  const journal: string[] = [];
  const first = provider([START + 12 * HOUR], journal, () => START);
  const second = provider([START + 5 * HOUR, START + 40 * HOUR], journal, () => START);
  const now = await machine([first, second], journal).advance((at) => at + 24 * HOUR);
  assert.equal(now, START + 24 * HOUR);
  assert.deepEqual(journal, [
    'prepare 5h',
    'refresh',
    'refresh',
    '5h',
    'prepare 12h',
    'refresh',
    'refresh',
    '12h',
    'prepare 24h',
    'refresh',
    'refresh',
  ]);
});

test('a walk of ten years with nothing due takes jumps of at most thirty days', async () => {
  const journal: string[] = [];
  const now = await machine([provider([], journal, () => START)], journal).advance((at) => addDuration(at, 'P10Y')!);
  assert.equal(now, Date.parse('2036-03-01T10:00:00Z'));
  const jumps = journal.filter((line) => line.startsWith('prepare')).map((line) => Number.parseFloat(line.slice(8)));
  assert.ok(jumps.every((to, at) => to - (jumps[at - 1] ?? 0) <= LONGEST_JUMP_MS / HOUR));
  assert.ok(jumps.length < 130);
});

test('walks asked for at once follow each other, and the offset is kept before anybody is told', async () => {
  const kept: number[] = [];
  const clock = machine([provider([], [], () => START)], [], kept);
  const ends = await Promise.all([1, 2, 3].map(() => clock.advance((at) => at + HOUR)));
  assert.deepEqual(ends, [START + HOUR, START + 2 * HOUR, START + 3 * HOUR]);
  assert.deepEqual(kept, [HOUR, 2 * HOUR, 3 * HOUR]);
});

test('something due that cannot be done does not hold the clock', async () => {
  const stuck: Traveller = { ...provider([], [], () => START), nextDue: async () => START - HOUR };
  assert.equal(await machine([stuck], []).advance((at) => at + HOUR), START + HOUR);
});

test('a walk that fails leaves the clock usable', async () => {
  let fails = true;
  const flaky: Traveller = {
    ...provider([], [], () => START),
    async refresh() {
      if (fails) throw new Error('index out of reach');
    },
  };
  const clock = machine([flaky], []);
  await assert.rejects(
    clock.advance((at) => at + HOUR),
    /index out of reach/,
  );
  assert.equal(clock.now(), START);
  fails = false;
  assert.equal(await clock.advance((at) => at + HOUR), START + HOUR);
});

test('ISO 8601 durations are added in calendar years and months, days and hours', () => {
  const table: readonly (readonly [string, string])[] = [
    ['PT12H', '2026-03-01T22:00:00.000Z'],
    ['P1DT1M1.5S', '2026-03-02T10:01:01.500Z'],
    ['P1M', '2026-04-01T10:00:00.000Z'],
    ['P10Y', '2036-03-01T10:00:00.000Z'],
    ['P2W', '2026-03-15T10:00:00.000Z'],
  ];
  for (const [text, expected] of table) assert.equal(new Date(addDuration(START, text)!).toISOString(), expected, text);
  for (const text of ['', 'P', 'PT', '12H', '-PT1H', 'PT-1H', 'P1H', 'PT1D', 'PT12H '])
    assert.equal(addDuration(START, text), undefined, text);
});
