import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { NtpFailure, NtpMeasure } from '#adapters/ntp';
import { systemRandom } from '#config';
import { type LogRecord, type Signer, SignerUnavailable, type Step } from '#ports';
import { type ClockState, openClockGuard } from './clock-guard.ts';
import { judgeOffsets } from './judge-offsets.ts';

const LIMITS = { warnAfterMs: 500, stopAfterMs: 1_000 };
const said = (offsetMs: number, roundTripMs = 20): NtpMeasure => ({
  server: 'ntp.example',
  offsetMs,
  roundTripMs,
  stratum: 2,
});
const silent: NtpFailure = { server: 'ntp.example', why: 'silent' };
const signer = { certificate: new Uint8Array() } as Signer;

/** A guard whose servers say what the test says, over a clock that the test turns on. */
async function room(t: TestContext, first: readonly number[]) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 10, 22) });
  let elapsed = 0;
  t.mock.method(performance, 'now', () => elapsed);
  let offsets: readonly (number | undefined)[] = first;
  let asked = 0;
  const log: LogRecord[] = [];
  const states: ClockState[] = [];
  /** Timers run by the same clock: it is never turned back itself. */
  const legal = { aheadMs: 0 };
  let keptAt = Number.NEGATIVE_INFINITY;
  const guard = openClockGuard(
    { ...LIMITS, servers: ['a.example', 'b.example', 'c.example'], everyMs: 30_000 },
    {
      legalTime: { now: () => Date.now() + legal.aheadMs },
      random: systemRandom(),
      log: { info() {}, warn() {}, error() {} },
      store: {
        async commit(step: Step) {
          log.push(...(step.log ?? []));
          for (const { bytes, at } of step.documents ?? []) {
            // As the store has it: a document never gives way to an older one.
            if (at < keptAt) continue;
            keptAt = at;
            states.push(JSON.parse(new TextDecoder().decode(bytes)));
          }
          return { done: true, uids: [] };
        },
      },
      async ask() {
        const offset = offsets[asked++ % offsets.length];
        return offset === undefined ? silent : said(offset);
      },
    },
  );
  const current = guard.guard(() => signer);
  await guard.start();
  t.after(() => guard.stop());
  return {
    current,
    log,
    states,
    legal,
    say(...next: readonly (number | undefined)[]) {
      offsets = next;
    },
    setClock: (ms: number) => t.mock.timers.setTime(Date.now() + ms),
    async pass(ms: number) {
      for (let gone = 0; gone < ms; gone += 1_000) {
        elapsed += 1_000;
        t.mock.timers.tick(1_000);
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      }
    },
  };
}

test('T139 a clock more than a second off stops all signing, tells the log, and goes on once it is right', async (t) => {
  const { current, say, pass, log, states } = await room(t, [3, -2, 1]);
  assert.equal(current(), signer);
  say(1_001, 1_200, 1_000.5);
  await pass(31_000);
  assert.throws(current, (fault: Error) => fault instanceof SignerUnavailable && /1\.001 s behind/.test(fault.message));
  assert.equal(states.at(-1)!.isStopped, true);
  // Nobody answers: it is not right for that.
  say(undefined);
  await pass(31_000);
  assert.throws(current, SignerUnavailable);
  say(-400, -400, -400);
  await pass(31_000);
  assert.equal(current(), signer);
  assert.deepEqual(
    log.map(({ event }) => event),
    ['OrologioRegolare', 'OrologioFermo', 'OrologioRegolare'],
  );
});

test('T139 exactly a second is still allowed, and half of it is a warning', () => {
  const kind = (ms: number) => judgeOffsets([said(ms), said(ms), said(ms)], LIMITS).kind;
  assert.deepEqual([500, 500.1, 1_000, 1_000.1, -1_000.1].map(kind), [
    'regular',
    'warning',
    'warning',
    'wrong',
    'wrong',
  ]);
});

test('a clock that somebody sets is not believed until others have confirmed it', async (t) => {
  const { current, say, setClock, pass } = await room(t, [0, 0, 0]);
  say(undefined);
  setClock(3_600_000);
  await pass(1_000);
  assert.throws(current, /was set/);
  say(0, 0, 0);
  await pass(31_000);
  assert.equal(current(), signer);
});

test('T139 nothing is signed in the moment between a step of the clock and its discovery', async (t) => {
  const { current, say, setClock, pass } = await room(t, [0, 0, 0]);
  await pass(1_000);
  setClock(3 * 365 * 86_400_000);
  assert.throws(current, /was set/);
  say(0, 0, 0);
  await pass(2_000);
  assert.equal(current(), signer, 'it is asked about at once');
});

test('a clock that was an hour ahead and is set right is told to be right', async (t) => {
  const { current, say, pass, states, legal } = await room(t, [0, 0, 0]);
  legal.aheadMs = 3_600_000;
  say(-3_600_000, -3_600_000, -3_600_000);
  await pass(31_000);
  assert.equal(states.at(-1)!.isStopped, true);
  legal.aheadMs = 0;
  say(0, 0, 0);
  await pass(31_000);
  assert.equal(current(), signer);
  assert.equal(states.at(-1)!.isStopped, false);
});

test('one server of three that lies moves nothing; too few answers say nothing', () => {
  const offsets = fc.integer({ min: -500, max: 500 });
  fc.assert(
    fc.property(offsets, offsets, fc.integer(), (a, b, lie) => {
      const judged = judgeOffsets([said(a), said(lie), said(b)], LIMITS);
      assert.equal(judged.kind, 'regular');
    }),
  );
  assert.equal(judgeOffsets([said(0), silent, silent], LIMITS).kind, 'unknown');
  assert.equal(judgeOffsets([said(0), said(0, 1_001), silent], LIMITS).kind, 'unknown');
  assert.equal(judgeOffsets([said(0), said(0), silent], LIMITS).kind, 'regular');
});
