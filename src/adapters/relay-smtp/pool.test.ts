import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayReply } from '#ports';
import type { LaneOptions } from './lane.ts';
import type { Connection } from './open-connection.ts';
import { Pool } from './pool.ts';
import type { Transaction } from './transaction.ts';

const BOUND = 1_000;

test('a peer that is gone is tried a few times, and all that waits for it is put off: nobody knocks for ever', async () => {
  let tried = 0;
  const pool = new Pool({
    ...({} as LaneOptions),
    maxConnections: 4,
    async open(): Promise<Connection> {
      const number = ++tried;
      assert.ok(tried < BOUND, 'it knocks for ever');
      // Never two at the same instant: each refusal comes while another try is on its way.
      for (let turn = 0; turn < number * 3; turn++) await Promise.resolve();
      throw new Error('refused');
    },
  });
  const errand = () =>
    new Promise<readonly RelayReply[]>((resolve, reject) => {
      const transaction = { recipients: ['a@pec.beta.example'] } as unknown as Transaction;
      pool.add({ transaction, retried: false, resolve, reject });
    });
  const replies = await Promise.all(Array.from({ length: 12 }, errand));
  assert.ok(replies.flat().every(({ outcome, reply }) => outcome === 'deferred' && /refused/.test(reply)));
  assert.ok(tried <= 4, `${tried} tries`);
});
