import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MemoryStore, openMemoryStore } from '#adapters/memory';
import type { CommitResult, Step, Store } from '#ports';
import { storeCases } from './store-contract.ts';

/** How a store can be wrong: each of these must fail at least one case of the contract. */
const mutants: Readonly<Record<string, (right: MemoryStore) => Partial<Store>>> = {
  'records a step whose expectation failed': (right) => ({
    commit: async (step) => {
      const result = await right.commit(step);
      if (!result.done) await right.commit(step.log ? { log: step.log } : {});
      return result;
    },
  }),
  'ignores leases': without('expects', (step) => step.expects?.filter((e) => e.kind !== 'lease')),
  'ignores quotas': without('expects', (step) => step.expects?.filter((e) => e.kind !== 'quota')),
  'ignores what was seen': without('seen', () => []),
  'ignores `from` of tracking': without('tracking', () => []),
  'forgets the log': without('log', () => []),
  'forgets to put jobs back': without('retry', () => []),
  'forgets to end jobs': without('done', () => []),
  'forgets quarantine': without('quarantine', () => []),
  'forgets documents': without('documents', () => []),
  'keeps documents that are to be forgotten': without('forget', () => []),
  'forgets cards': without('cards', () => []),
  'ignores the versions of cards': without('cards', (step) => step.cards?.map(({ was: _, ...change }) => change)),
  'lets two cards have one key': without('cards', (step) =>
    step.cards?.map((change) => {
      if (change.kind === 'remove' || change.card.kind === 'kept') return change;
      const { key: _, ...card } = change.card;
      return { ...change, card };
    }),
  ),
  'forgets when cards are due': () => ({ dueCards: async () => [] }),
  'lists the cards of everybody': (right) => ({ cards: ({ owner: _, ...query }) => right.cards(query) }),
  'forgets dispatches': without('dispatches', () => []),
  'fails the neighbours of a failed step': (right) => {
    let failed: CommitResult | undefined;
    return {
      commit: async (step) => {
        const result = await right.commit(step);
        if (!result.done) failed ??= result;
        return failed ?? result;
      },
    };
  },
  'gives a job to two workers': (right) => ({
    claimJobs: (claim) => right.claimJobs({ ...claim, leaseMs: 0 }),
  }),
  'judges leases by the legal clock': (right) => ({
    claimJobs: (claim) => right.claimJobs({ ...claim, monotonicNow: claim.now, leaseMs: claim.leaseMs }),
  }),
  'gives every lease the same token': (right) => ({
    claimJobs: async (claim) => (await right.claimJobs(claim)).map((job) => ({ ...job, token: 'token' })),
  }),
  'hands over what it was not asked for': (right) => ({
    handOver: (receiver) => right.handOver({ ...receiver, room: () => 100 }),
  }),
  'never hands over': () => ({ handOver: (receiver) => receiver.take([]) }),
  'forgets due jobs': (right) => ({
    nextDue: async () => ((await right.openJobs()) > 0 ? undefined : right.nextDue()),
  }),
  'numbers UIDs wrongly': (right) => ({
    commit: async (step) => {
      const result = await right.commit(step);
      return result.done ? { done: true, uids: result.uids.toReversed() } : result;
    },
  }),
  'searches the log by nothing': (right) => ({ searchLog: ({ limit }) => right.searchLog({ limit }) }),
  'answers addresses in one letter case only': (right) => ({
    mailbox: async (address) => (address === address.toLowerCase() ? right.mailbox(address) : undefined),
  }),
};

function without<Part extends keyof Step>(part: Part, kept: (step: Step) => Step[Part]) {
  return (right: MemoryStore): Partial<Store> => ({
    commit: (step) => right.commit(step[part] === undefined ? step : { ...step, [part]: kept(step) }),
  });
}

/** A case that waits for ever counts as failed: a store in memory needs a few turns of the event loop. */
async function fails(run: () => Promise<void>): Promise<boolean> {
  const timeout = new Promise<boolean>((resolve) => {
    let turns = 2_000;
    const turn = () => (turns-- > 0 ? setImmediate(turn) : resolve(true));
    turn();
  });
  const judged = run().then(
    () => false,
    () => true,
  );
  return Promise.race([judged, timeout]);
}

for (const [fault, mutate] of Object.entries(mutants)) {
  test(`the store contract finds a store that ${fault}`, async () => {
    for (const [, run] of storeCases) {
      const right = openMemoryStore();
      const store: Store = { ...right, ...mutate(right) };
      if (await fails(() => run({ store }))) return;
    }
    assert.fail('every case of the contract was satisfied');
  });
}

test('the store contract is satisfied by a right store', async () => {
  for (const [title, run] of storeCases) {
    assert.equal(await fails(() => run({ store: openMemoryStore() })), false, title);
  }
});
