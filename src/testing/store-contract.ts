import { describe, test } from 'node:test';
import type { Store } from '#ports';
import { cardCases } from './store-contract-cards.ts';
import { concurrencyCases } from './store-contract-concurrency.ts';
import { expectationCases } from './store-contract-expectations.ts';
import { handOverCases, jobCases } from './store-contract-jobs.ts';
import { logCases } from './store-contract-log.ts';
import { loginCases } from './store-contract-logins.ts';
import { mailboxCases } from './store-contract-mailbox.ts';
import { recordCases } from './store-contract-records.ts';

export interface OpenedStore {
  readonly store: Store;
  /** A further handle on the same durable state, as another process or a restart would have. The first stays open. */
  readonly reopen?: () => Promise<Store>;
}

/** Gives an empty store. */
export type OpenStore = () => Promise<OpenedStore>;

export type StoreCase = readonly [title: string, run: (opened: OpenedStore) => Promise<void>];

/**
 * What every Store must do, one suite for all adapters. What the port leaves open is settled here:
 *
 * - Expectations, `seen` and `tracking` are judged before anything of the step is applied.
 * - An id that exists already (message, job, dispatch, tracked row, quarantined) is left as it is: a step may be repeated.
 * - A step that contradicts itself (a placement of a message or in a mailbox nobody knows) rejects; its neighbours do not.
 * - A folder is born with its first placement; UIDs begin at 1.
 * - A lease holds until another worker takes the job: an ended one that nobody took over still holds.
 * - A job handed over counts one attempt. Leased jobs count in `nextDue`, `jobs` and `openJobs`.
 * - `searchLog`: `from` and `to` both inclusive, in order of `seq`, the first `limit`. `quarantined`: newest first.
 * - Cards are judged last, by what stands before the step: a key is not freed by the step that takes it.
 * - Documents: the greater `at` wins, on equality the later commit.
 */
export function storeContract(name: string, open: OpenStore): void {
  describe(`store contract: ${name}`, () => {
    for (const [group, cases] of Object.entries(groups)) {
      describe(group, () => {
        for (const [title, run] of cases) test(title, () => runCase(open, run));
      });
    }
  });
}

const groups: Readonly<Record<string, readonly StoreCase[]>> = {
  records: recordCases,
  expectations: expectationCases,
  jobs: jobCases,
  'hand-over': handOverCases,
  mailboxes: mailboxCases,
  logins: loginCases,
  log: logCases,
  cards: cardCases,
  concurrency: concurrencyCases,
};

/** All cases, for those who judge the contract itself. */
export const storeCases: readonly StoreCase[] = Object.values(groups).flat();

async function runCase(open: OpenStore, run: StoreCase[1]): Promise<void> {
  const opened = await open();
  await using _store = opened.store;
  await run(opened);
}
