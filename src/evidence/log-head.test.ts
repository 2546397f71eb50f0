import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backDating, MAX_LATE_MS } from './back-dating.ts';
import { compareHeads } from './compare-heads.ts';
import { EvidenceFault } from './fault.ts';
import { type LogHead, readLogHead, writeLogHead } from './log-head.ts';
import { dayEnd, dayStart, nextDay, previousDay } from './rome-day.ts';
import { DAY, entries, headOf, writtenDay } from './test-log.ts';

const HOUR = 3_600_000;
const ROOT = 'ab'.repeat(32);
const HEAD: LogHead = {
  provider: 'Gestore Alfa S.p.A.',
  domain: 'gestore-alfa.example',
  day: DAY,
  size: 18,
  root: ROOT,
  at: Date.UTC(2026, 10, 22, 10),
  final: false,
  previous: { day: '2026-11-21', size: 3, root: 'cd'.repeat(32) },
};

test('a head has one form, and no other is read', () => {
  const octets = writeLogHead(HEAD);
  assert.equal(
    new TextDecoder().decode(octets),
    `{"head":1,"provider":"Gestore Alfa S.p.A.","domain":"gestore-alfa.example","day":"2026-11-22","size":18,"root":"${ROOT}","at":"2026-11-22T11:00:00.000+01:00","final":false,"previous":{"day":"2026-11-21","size":3,"root":"${'cd'.repeat(32)}"}}`,
  );
  assert.deepEqual(readLogHead(octets), HEAD);
  assert.deepEqual(readLogHead(writeLogHead({ ...HEAD, previous: null })).previous, null);
  const text = new TextDecoder().decode(octets);
  for (const [from, to] of [
    ['"head":1', '"head":2'],
    ['"size":18', '"size":18.0'],
    ['"size":18', '"size":0'],
    ['"size":18', '"size": 18'],
    ['"size":18', '"size":18,"size":18'],
    ['+01:00', '+00:00'],
    ['"final":false', '"final":0'],
    ['"final":false', '"final":false,"x":1'],
    ['abab', 'AB'],
    ['2026-11-21', '2026-11-20'],
    ['2026-11-22"', '2026-11-31"'],
  ] as const) {
    assert.ok(text.includes(from));
    assert.throws(() => readLogHead(new TextEncoder().encode(text.replace(from, to))), EvidenceFault, to);
  }
  for (const bad of ['', '[]', '7', 'x'.repeat(5_000)])
    assert.throws(() => readLogHead(new TextEncoder().encode(bad)), EvidenceFault);
});

test('two heads of one day agree, want a proof, or contradict each other', () => {
  const outcome = (one: Partial<LogHead>, other: Partial<LogHead>) => {
    const there = compareHeads({ ...HEAD, ...one }, { ...HEAD, ...other });
    const back = compareHeads({ ...HEAD, ...other }, { ...HEAD, ...one });
    assert.deepEqual(there.outcome, back.outcome);
    return there.outcome;
  };
  const other = 'ef'.repeat(32);
  assert.equal(outcome({}, {}), 'agree');
  assert.equal(outcome({}, { at: HEAD.at + HOUR, final: true }), 'agree');
  assert.equal(outcome({}, { root: other }), 'contradict');
  assert.equal(outcome({}, { size: 20, root: other, at: HEAD.at + HOUR }), 'prove');
  assert.equal(outcome({}, { size: 20, root: other, at: HEAD.at - HOUR }), 'contradict');
  assert.equal(outcome({ final: true }, { size: 20, root: other, at: HEAD.at + HOUR }), 'contradict');
  assert.equal(outcome({}, { previous: null }), 'contradict');
  assert.equal(outcome({}, { domain: 'gestore-beta.example' }), 'contradict');
});

test('two days are tied by what the later one says of the earlier', () => {
  const tomorrow = (previous: LogHead['previous'], day = nextDay(DAY)): LogHead => ({
    ...HEAD,
    day,
    at: dayEnd(DAY) + HOUR,
    previous,
  });
  const final = { ...HEAD, final: true };
  const tree = { day: DAY, size: 18, root: ROOT };
  assert.equal(compareHeads(final, tomorrow(tree)).outcome, 'agree');
  assert.equal(compareHeads(tomorrow(tree), final).outcome, 'agree');
  assert.equal(compareHeads(final, tomorrow({ ...tree, root: 'ef'.repeat(32) })).outcome, 'contradict');
  assert.equal(compareHeads(final, tomorrow({ ...tree, size: 19 })).outcome, 'contradict');
  assert.equal(compareHeads(HEAD, tomorrow({ ...tree, size: 17 })).outcome, 'contradict');
  assert.equal(compareHeads(HEAD, tomorrow(null)).outcome, 'contradict');
  const proof = compareHeads(HEAD, tomorrow({ ...tree, size: 19 }));
  assert.ok(proof.outcome === 'prove');
  assert.deepEqual([proof.day, proof.from.size, proof.to.size], [DAY, 18, 19]);
  const after = nextDay(nextDay(DAY));
  assert.deepEqual(compareHeads(final, tomorrow({ ...tree, day: previousDay(after) }, after)), {
    outcome: 'apart',
    after: DAY,
  });
});

test('heads of an honest log never contradict each other, whatever is written when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { minLength: 2, maxLength: 5 }), async (more) => {
      let size = 0;
      const heads: LogHead[] = [];
      for (const [hour, count] of more.entries()) {
        size += count;
        const { tally } = await writtenDay(entries(40).slice(0, size));
        heads.push(headOf(tally, { at: dayStart(DAY) + hour * HOUR, final: false }));
      }
      for (const one of heads)
        for (const other of heads) assert.notEqual(compareHeads(one, other).outcome, 'contradict');
    }),
    { numRuns: 10 },
  );
});

test('a record stands where its instant says, or a little later', () => {
  const noon = dayStart(DAY) + 12 * HOUR;
  const heads = [
    { at: noon, size: 10 },
    { at: noon + HOUR, size: 20 },
  ];
  assert.equal(backDating({ instant: noon - HOUR, index: 15 }, DAY, heads), undefined);
  assert.equal(backDating({ instant: noon + 2 * HOUR, index: 25 }, DAY, heads), undefined);
  assert.match(
    backDating({ instant: noon - HOUR - 1, index: 10 }, DAY, heads)!,
    /back-dated: it says .*, but the head of 2026-11-22T12:00:00.000\+01:00 doesn't hold it yet/,
  );
  assert.equal(backDating({ instant: noon - HOUR - 1, index: 9 }, DAY, heads), undefined);
  assert.match(backDating({ instant: dayEnd(DAY), index: 1 }, DAY)!, /which ended before/);
  assert.equal(backDating({ instant: dayStart(DAY) - MAX_LATE_MS, index: 1 }, DAY), undefined);
  assert.match(backDating({ instant: dayStart(DAY) - MAX_LATE_MS - 1, index: 1 }, DAY)!, /back-dated/);
});
