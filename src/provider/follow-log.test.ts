import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LogQuery, StoredLogRecord } from '#ports';
import { followLog } from './follow-log.ts';

const record = (seq: number): StoredLogRecord => ({ seq, instant: 0, point: 'SYS', event: 'Amministrazione' });

/** A log whose positions are taken before the commit: some are seen late, some never. */
function lateLog() {
  let visible: readonly number[] = [];
  let taken: readonly number[] = [];
  let cuts = 0;
  return {
    show(seqs: readonly number[]) {
      visible = [...visible, ...seqs].sort((a, b) => a - b);
      taken = taken.filter((seq) => !seqs.includes(seq));
    },
    take(seqs: readonly number[]) {
      taken = [...taken, ...seqs];
    },
    drop(seqs: readonly number[]) {
      taken = taken.filter((seq) => !seqs.includes(seq));
    },
    cuts: () => cuts,
    store: {
      async searchLog({ afterSeq = 0, limit }: LogQuery) {
        return visible
          .filter((seq) => seq > afterSeq)
          .slice(0, limit)
          .map(record);
      },
      /** Waits for those who write now. */
      async logCut() {
        cuts++;
        visible = [...visible, ...taken].sort((a, b) => a - b);
        taken = [];
        return visible.at(-1) ?? 0;
      },
    },
  };
}

const fail = (error: unknown) => assert.fail(String(error));

test('whatever order commits are seen in, each record is told once, in order, and none slips behind', async () => {
  const batch = fc.record({ count: fc.integer({ min: 1, max: 4 }), fate: fc.constantFrom('seen', 'late', 'lost') });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 12 }), async (batches) => {
      const log = lateLog();
      const follower = await followLog(log.store, fail);
      const told: number[] = [];
      follower.listen((records) => told.push(...records.map(({ seq }) => seq)));
      let seq = 0;
      const lost: number[] = [];
      const late: number[][] = [];
      for (const { count, fate } of batches) {
        const seqs = Array.from({ length: count }, () => ++seq);
        if (fate === 'seen') log.show(seqs);
        else if (fate === 'lost') lost.push(...seqs);
        else {
          log.take(seqs);
          late.push(seqs);
        }
        const settled = await follower.settled();
        assert.equal(told.at(-1) ?? 0, settled);
        if (late.length > 1) log.show(late.shift()!.filter((each) => !told.includes(each)));
      }
      for (const seqs of late) log.show(seqs.filter((each) => !told.includes(each)));
      log.show([++seq]);
      await follower.settled();
      await follower.settled();
      await follower.stop();
      const expected = Array.from({ length: seq }, (_, at) => at + 1).filter((each) => !lost.includes(each));
      assert.deepEqual([...new Set(told)], expected);
      assert.equal(new Set(told).size, told.length);
    }),
    { numRuns: 60 },
  );
});

test('a log without gaps is never held up, and who starts late is told of what comes then alone', async () => {
  const log = lateLog();
  log.show([1, 2, 3]);
  const follower = await followLog(log.store, fail);
  const told: number[] = [];
  follower.listen((records) => told.push(...records.map(({ seq }) => seq)));
  log.show([4, 5]);
  await Promise.all([follower.settled(), follower.settled(), follower.flush()]);
  await follower.stop();
  assert.deepEqual([told, log.cuts()], [[4, 5], 1]);
});
