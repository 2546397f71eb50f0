import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#contract';
import type { Call } from './call.ts';
import { idempotencyKey } from './writing-call.ts';

const keyOf = (written: string | undefined) => idempotencyKey({ header: () => written } as unknown as Call);

test('a key is a text, in quotation marks or not; an empty one is refused, for the call would not be safe to repeat', () => {
  assert.deepEqual([keyOf('order-7'), keyOf(' "order-7" '), keyOf(undefined)], ['order-7', 'order-7', undefined]);
  for (const empty of ['', '  ', '""'])
    assert.throws(
      () => keyOf(empty),
      (error) => error instanceof Refusal && error.code === 'idempotency-key-empty',
    );
});
