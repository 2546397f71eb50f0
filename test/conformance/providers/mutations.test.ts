import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyChange, judgeChange, originals } from './mutations.ts';

test('a fixture that was changed is read without a fault and never held for more than what was signed', async () => {
  const all = await originals();
  await fc.assert(
    fc.asyncProperty(anyChange, async (change) => {
      await judgeChange(all[Math.floor(change.fixture * all.length)]!, change);
    }),
    { numRuns: 500 },
  );
});

test('changes behind the signature leave a message as good as it was: the check above sees both answers', async () => {
  const [first] = await originals();
  const change = { fixture: 0, kind: 'insert', octet: 0x20, length: 1 } as const;
  assert.equal(await judgeChange(first!, { ...change, place: 0.9999 }), true);
  assert.equal(await judgeChange(first!, { ...change, place: 0.5 }), false);
});
