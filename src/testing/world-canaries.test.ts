import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step, Store } from '#ports';
import { type SimulationOptions, simulate } from './simulation.ts';
import type { Sabotage } from './world-provider.ts';

/** Some seed of a few must show the fault: not every world gives it an occasion. */
async function isCaught(sabotage: Sabotage, options: SimulationOptions = {}): Promise<readonly string[]> {
  const everywhere = { alfa: sabotage, beta: sabotage, gamma: sabotage };
  for (let seed = 1; seed <= 12; seed++) {
    const world = { ...options.world, sabotage: everywhere };
    const found = await simulate(seed, { ...options, world });
    if (found.length > 0) return found;
  }
  return [];
}

/** A store that changes each step before it is committed. */
const bending =
  (bend: (step: Step, nth: number) => Step) =>
  (store: Store): Store => {
    let nth = 0;
    return { ...store, commit: (step) => store.commit(bend(step, ++nth)) };
  };

/** Writes to the disk a little later, as a cache does. */
async function lateCommit(store: Store, step: Step): Promise<void> {
  for (let reads = 0; reads < 10; reads++) await store.domains();
  await store.commit(step);
}

const DOUBLED = { powerCut: 0, tolerant: true, wire: { doubled: 0.5 } } as const;
/** Nobody reaches anybody, ever. */
const SEVERED = { powerCut: 0, tolerant: true, wire: { refused: 1 } } as const;

const FAULTS: readonly (readonly [title: string, expected: RegExp, sabotage: Sabotage, options?: SimulationOptions])[] =
  [
    [
      'a spool that drops a job',
      /never heard|I4|I5|I8|M1/,
      { store: bending((step, nth) => (nth % 7 === 0 ? { ...step, jobs: (step.jobs ?? []).slice(1) } : step)) },
    ],
    [
      'a spool that ends a job without its effects',
      /never heard|I4|I5|I8/,
      { store: bending((step, nth) => (nth % 9 === 0 && step.done ? { done: step.done } : step)) },
    ],
    [
      'a store that forgets what it has seen',
      /twice|I8|I5|I4/,
      { store: (store) => ({ ...bending(({ seen: _, ...step }) => step)(store), seen: async () => new Map() }) },
      { rough: false, world: DOUBLED },
    ],
    [
      'an issuing that issues the delivery receipt twice',
      /outcomes|twice/,
      {
        issuing: (issuing) => ({
          ...issuing,
          async issueNotice(order) {
            const issued = await issuing.issueNotice(order);
            if (order.notification.number !== 'M11') return issued;
            return { ...issued, part: { ...issued.part, log: [...issued.part.log!, ...issued.part.log!] } };
          },
        }),
      },
    ],
    [
      'a delivery that writes no message into the mailbox',
      /holds 0 of 1/,
      { store: bending((step, nth) => (nth % 3 === 0 ? { ...step, placements: [] } : step)) },
    ],
    [
      'an acceptance that leaves nothing in Sent',
      /holds 0 of \d+ messages it sent/,
      {
        store: bending((step) => {
          const placements = (step.placements ?? []).filter(({ folder }) => folder !== 'Sent');
          return { ...step, placements };
        }),
      },
    ],
    [
      'a store that answers before it is durable',
      /lost|I\d|never heard|holds 0/,
      {
        store: (store) => ({
          ...store,
          async commit(step) {
            if (!step.dispatches) return await store.commit(step);
            void lateCommit(store, step);
            return { done: true, uids: [] };
          },
        }),
      },
      { world: { powerCut: 0.05, tolerant: true } },
    ],
    ['an access point that tracks nobody', /are tracked|I11|I5/, { store: bending(({ track: _, ...step }) => step) }],
    [
      'deadlines that are forgotten',
      /I11|still/,
      { store: (store) => ({ ...store, dueTracking: async () => [] }) },
      { rough: false, jumps: false, world: SEVERED },
    ],
  ];

for (const [title, expected, sabotage, options] of FAULTS) {
  test(`the audit of the rough world catches ${title}`, async () => {
    const found = await isCaught(sabotage, options);
    assert.ok(found.length > 0, 'nothing was noticed');
    assert.match(found.join('\n'), expected);
  });
}

test('a world without a fault passes where the faults were caught', async () => {
  assert.deepEqual(await simulate(1, { rough: false, world: DOUBLED }), []);
  assert.deepEqual(await simulate(1, { rough: false, world: SEVERED }), []);
});

test('the same seed makes the same world, to the last record of its logs', async () => {
  const logs: string[] = [];
  for (let run = 0; run < 2; run++) {
    await simulate(5, {
      async inspect(world) {
        const all = await Promise.all(world.members().map(({ spec }) => world.log(spec.key)));
        logs.push(JSON.stringify(all));
      },
    });
  }
  assert.ok(logs[0]!.length > 10_000);
  assert.equal(logs[0], logs[1]);
});
