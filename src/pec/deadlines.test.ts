import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  nextTracking,
  type TrackingEvent,
  type TrackingState,
  trackedRecipients,
  trackOnAcceptance,
} from './deadlines.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-03-01T09:00:00Z');

/**
 * Plays events in order (hours after acceptance); answers notices and end state. Watched, the clock asks whenever something is
 * due, else only at the end.
 */
function play(events: readonly (readonly [number, TrackingEvent])[], { watched = true } = {}) {
  let { state, dueAt }: { state: TrackingState; dueAt?: number } = trackOnAcceptance(T0);
  const emitted: string[] = [];
  const step = (event: TrackingEvent, now: number) => {
    const answer = nextTracking(state, event, now, T0);
    for (const notice of answer.emit) emitted.push(`${notice}@${(now - T0) / HOUR}`);
    state = answer.to;
    dueAt = answer.dueAt;
  };
  const clockTo = (now: number) => {
    while (dueAt !== undefined && dueAt <= now) step('due', dueAt);
  };
  for (const [hour, event] of events) {
    if (watched) clockTo(T0 + hour * HOUR);
    step(event, T0 + hour * HOUR);
  }
  if (watched) clockTo(T0 + 48 * HOUR);
  else step('due', T0 + 48 * HOUR);
  return { emitted, state };
}

test('T109 no news at all: M9 at 12 h and M10 between 22 h and 24 h, one each', () => {
  assert.deepEqual(play([]), { emitted: ['M9@12', 'M10@23.5'], state: 'EXPIRED' });
});

test('T110 take-charge at 1 h and nothing else: only M10', () => {
  assert.deepEqual(play([[1, 'taken']]), { emitted: ['M10@23.5'], state: 'EXPIRED' });
});

test('T111 no take-charge, delivery receipt at 15 h: only M9', () => {
  assert.deepEqual(play([[15, 'delivered']]), { emitted: ['M9@12'], state: 'DELIVERED' });
});

test('T112 delivery receipt at 5 h without take-charge: no notice', () => {
  assert.deepEqual(play([[5, 'delivered']]), { emitted: [], state: 'DELIVERED' });
});

test('T113 non-delivery notice at 2 h: neither M9 nor M10', () => {
  assert.deepEqual(play([[2, 'failed']]), { emitted: [], state: 'FAILED' });
});

test('T114 each recipient is tracked alone: the silent one gets notices, the other none', () => {
  const [silent, answered] = [
    play([]),
    play([
      [3, 'taken'],
      [4, 'delivered'],
    ]),
  ];
  assert.equal(silent.emitted.length, 2);
  assert.deepEqual(answered.emitted, []);
});

test('T116 ordinary recipients are never tracked', () => {
  const recipients = [
    { address: 'a@pec.beta.example', type: 'certificato' },
    { address: 'b@posta.example', type: 'esterno' },
  ] as const;
  assert.deepEqual(trackedRecipients(recipients), ['a@pec.beta.example']);
});

test('T117 a delivery receipt after M10 is a late delivery, and owes no further notice', () => {
  assert.deepEqual(play([[30, 'delivered']]), { emitted: ['M9@12', 'M10@23.5'], state: 'EXPIRED_THEN_DELIVERED' });
});

test('T118 when nobody asked the clock at 12 h, M9 is owed as soon as it is asked again', () => {
  const late = nextTracking('WAITING', 'due', T0 + 13 * HOUR, T0);
  assert.deepEqual(late, { to: 'WARNED', emit: ['M9'], dueAt: T0 + 23.5 * HOUR });
});

test('take-charge after 12 h without delivery: M9 and M10 (RFC 6109 3.1.6, derived scenario)', () => {
  assert.deepEqual(play([[13, 'taken']]).emitted, ['M9@12', 'M10@23.5']);
});

/** State, event, hours after acceptance; the answer of a provider that was down since before the notice fell due. */
const LATE_ASKED = [
  ['WAITING', 'taken', 12, 'WARNED_TAKEN', ['M9']],
  ['WAITING', 'delivered', 15, 'DELIVERED', ['M9']],
  ['WAITING', 'failed', 15, 'FAILED', ['M9']],
  ['WAITING', 'virus', 15, 'FAILED_VIRUS', ['M9', 'M8']],
  ['WAITING', 'smtp-failed', 15, 'FAILED', ['M9', 'M14']],
  ['WAITING', 'delivered', 11.9, 'DELIVERED', []],
  ['WAITING', 'delivered', 30, 'EXPIRED_THEN_DELIVERED', ['M9', 'M10']],
  ['WAITING', 'due', 30, 'EXPIRED', ['M9', 'M10']],
  ['WARNED', 'taken', 30, 'EXPIRED', ['M10']],
  ['TAKEN', 'delivered', 23.9, 'DELIVERED', []],
  ['TAKEN', 'delivered', 24, 'EXPIRED_THEN_DELIVERED', ['M10']],
  ['TAKEN', 'failed', 30, 'EXPIRED', ['M10']],
  ['TAKEN', 'virus', 30, 'EXPIRED', ['M10', 'M8']],
] as const;

for (const [state, event, hours, to, emit] of LATE_ASKED) {
  const owed = emit.length === 0 ? 'nothing' : emit.join(' and ');
  test(`T118 while nobody asks the clock, '${event}' at ${hours} h in state ${state} owes ${owed}`, () => {
    const answer = nextTracking(state, event, T0 + hours * HOUR, T0);
    assert.deepEqual([answer.to, answer.emit], [to, emit]);
  });
}

test('a provider that was down tells its holder the notices that one always up would have told', () => {
  const event = fc.constantFrom<TrackingEvent>('taken', 'delivered', 'failed', 'virus', 'smtp-failed');
  const hour = fc.oneof(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 24, max: 40 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(hour, event), { maxLength: 5 }), (happenings) => {
      const inOrder = happenings.toSorted((a, b) => a[0] - b[0]);
      const names = (watched: boolean) => play(inOrder, { watched }).emitted.map((one) => one.split('@')[0]);
      assert.deepEqual(names(false), names(true));
    }),
  );
});

test('a virus detection owes M8 in every open state and after expiry, an SMTP failure owes M14 before take-charge only', () => {
  for (const state of ['WAITING', 'TAKEN', 'WARNED', 'WARNED_TAKEN', 'EXPIRED'] as const) {
    assert.deepEqual(nextTracking(state, 'virus', T0, T0).emit, ['M8'], state);
  }
  for (const state of ['DELIVERED', 'FAILED', 'FAILED_VIRUS'] as const) {
    assert.deepEqual(nextTracking(state, 'virus', T0, T0), { to: state, emit: [], note: 'anomaly' });
  }
  assert.deepEqual(nextTracking('WAITING', 'smtp-failed', T0, T0).emit, ['M14']);
  assert.deepEqual(nextTracking('WARNED', 'smtp-failed', T0, T0).emit, ['M14']);
  assert.deepEqual(nextTracking('TAKEN', 'smtp-failed', T0, T0).emit, []);
});

test('asked too early, the clock owes nothing and names the right instant', () => {
  assert.deepEqual(nextTracking('WAITING', 'due', T0 + HOUR, T0), { to: 'WAITING', emit: [], dueAt: T0 + 12 * HOUR });
  assert.deepEqual(nextTracking('TAKEN', 'due', T0 + 22 * HOUR, T0), {
    to: 'TAKEN',
    emit: [],
    dueAt: T0 + 23.5 * HOUR,
  });
});

test('whatever comes in whatever order: at most one of each notice, and a closed state stays closed', () => {
  const event = fc.constantFrom<TrackingEvent>('taken', 'delivered', 'failed', 'smtp-failed');
  const happening = fc.tuple(fc.integer({ min: 0, max: 40 }), event);
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 6 }), (happenings) => {
      const { emitted, state } = play([...happenings].sort((a, b) => a[0] - b[0]));
      assert.equal(new Set(emitted.map((one) => one.split('@')[0])).size, emitted.length);
      assert.notEqual(state, 'WAITING');
      if (happenings.some(([hour, what]) => what === 'delivered' && hour < 12)) {
        assert.ok(!emitted.some((one) => one.startsWith('M9') || one.startsWith('M10')));
      }
    }),
  );
});
