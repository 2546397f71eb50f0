import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SortKey } from './query.ts';
import { collationKey, sortMessages } from './sort-messages.ts';
import { type SampleMessage, sampleMessages } from './test-summaries.ts';

function sorted(
  samples: readonly SampleMessage[],
  ...order: readonly (SortKey['by'] | `-${SortKey['by']}`)[]
): number[] {
  const keys = order.map((key): SortKey => {
    const reverse = key.startsWith('-');
    return { by: (reverse ? key.slice(1) : key) as SortKey['by'], reverse };
  });
  return sortMessages(sampleMessages(samples), keys);
}

function address(mailbox: string | null, name: string | null = null, host: string | null = 'x.example') {
  return { name, mailbox, host };
}

test('RFC 5256 3: subjects are compared by their base, and then by date', () => {
  const samples = [
    { subject: 'Re: beta', sentAt: 3 },
    { subject: '=?utf-8?q?alf=C3=A0?=', sentAt: 1 },
    { subject: 'BETA', sentAt: 2 },
    { sentAt: 9 },
    { subject: '[list] Alfa (fwd)', sentAt: 0 },
  ];
  assert.deepEqual(sorted(samples, 'SUBJECT', 'DATE'), [4, 5, 2, 3, 1]);
  assert.deepEqual(sorted(samples, 'SUBJECT', '-DATE'), [4, 5, 2, 1, 3]);
  assert.deepEqual(sorted(samples, '-SUBJECT', 'DATE'), [3, 1, 2, 5, 4]);
});

test('a message without a readable date goes by its arrival', () => {
  assert.deepEqual(sorted([{ sentAt: 10 }, { arrival: 7 }, { sentAt: 5, arrival: 99 }], 'DATE'), [3, 2, 1]);
  assert.deepEqual(sorted([{ arrival: 3 }, { arrival: 1 }, { arrival: 2 }], 'ARRIVAL'), [2, 3, 1]);
  assert.deepEqual(sorted([{ size: 30 }, { size: 200 }, { size: 1000 }], '-SIZE'), [3, 2, 1]);
});

test('equals stay in the order of the mailbox, whatever is reversed', () => {
  const samples = Array.from({ length: 100 }, () => ({ subject: 'same', size: 1 }));
  const inOrder = samples.map((_, i) => i + 1);
  assert.deepEqual(sorted(samples, 'SUBJECT'), inOrder);
  assert.deepEqual(sorted(samples, '-SUBJECT', '-SIZE'), inOrder);
});

test('FROM, TO and CC are the local part of the first address', () => {
  const samples = [
    { from: address('zeta', 'Anna'), to: address('b'), cc: address('B') },
    { from: address('Alfa', 'Zoe'), to: address('A') },
    { from: address('beta') },
  ];
  assert.deepEqual(sorted(samples, 'FROM'), [2, 3, 1]);
  assert.deepEqual(sorted(samples, 'TO'), [3, 2, 1]);
  assert.deepEqual(sorted(samples, 'CC'), [2, 3, 1]);
});

test('RFC 5957 3: DISPLAYFROM and DISPLAYTO are the name, else the address, else what there is', () => {
  const samples = [
    { from: address('zeta', '=?utf-8?q?=C3=80nna?=') },
    { from: address('alfa', null, 'b.example') },
    { from: address('alfa', '', 'a.example') },
    { from: address('alfa', null, '') },
    {},
    { from: address('group', null, null) },
  ];
  assert.deepEqual(sorted(samples, 'DISPLAYFROM'), [5, 4, 3, 2, 1, 6]);
  assert.deepEqual(
    sorted(
      samples.map(({ from }) => (from ? { to: from } : {})),
      'DISPLAYTO',
    ),
    [5, 4, 3, 2, 1, 6],
  );
});

test('letter case and the way marks are written do not matter to the order; the empty text comes first', () => {
  assert.equal(collationKey('perche\u0300'), collationKey('PERCH\u00c8'));
  assert.ok(collationKey('') < collationKey(' '));
  assert.ok(collationKey('e') < collationKey('\u00e9') && collationKey('\u00e9') < collationKey('f'));
});

test('whatever the keys, the order is one in which no message comes before one it must follow', () => {
  const sample = fc.record({
    subject: fc.constantFrom('a', 'B', 're: A', 'é', ''),
    sentAt: fc.nat({ max: 5 }),
    size: fc.nat({ max: 5 }),
  });
  const key = fc.constantFrom<SortKey['by'][]>('SUBJECT', 'DATE', 'SIZE');
  fc.assert(
    fc.property(fc.array(sample), fc.array(fc.tuple(key, fc.boolean()), { maxLength: 3 }), (samples, keys) => {
      const order = keys.map(([by, reverse]): SortKey => ({ by, reverse }));
      const uids = sortMessages(sampleMessages(samples), order);
      assert.deepEqual(
        [...uids].sort((a, b) => a - b),
        samples.map((_, i) => i + 1),
      );
      // Sorting by the last key first, each time stably, comes to the same.
      let slow = sampleMessages(samples);
      for (const one of [...order].reverse()) {
        const sign = one.reverse ? -1 : 1;
        const value = (uid: number): string | number => {
          const { subject, sentAt, size } = samples[uid - 1]!;
          if (one.by === 'SUBJECT') return collationKey(subject.replace(/^re: /, ''));
          return one.by === 'DATE' ? sentAt : size;
        };
        slow = [...slow].sort((a, b) => {
          const [left, right] = [value(a.uid), value(b.uid)];
          return left === right ? 0 : left < right ? -sign : sign;
        });
      }
      assert.deepEqual(
        uids,
        slow.map(({ uid }) => uid),
      );
    }),
  );
});
