import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SampleMessage, sampleMessages } from './test-summaries.ts';
import { threadMessages, threadText } from './thread-messages.ts';

const COUNT = 100_000;

function times(sampleOf: (i: number) => SampleMessage): SampleMessage[] {
  return Array.from({ length: COUNT }, (_, i) => sampleOf(i));
}

/** Nobody waits for a thread: all of these are read in a few seconds together, on a slow machine, and none overflows the stack. */
test('100,000 messages are threaded whatever they name', () => {
  const id = (i: number): string => `${i}@x`;
  const all: readonly (readonly [name: string, samples: SampleMessage[]])[] = [
    ['a chain', times((i) => ({ id: id(i), references: i > 0 ? [id(i - 1)] : [] }))],
    ['a chain from its end', times((i) => ({ id: id(COUNT - i), references: [id(COUNT - i - 1)] }))],
    ['one loop', times((i) => ({ id: id(i), references: [id((i + 1) % COUNT)] }))],
    ['a chain cut and tied again', times((i) => ({ id: id(i), references: [id(i + 1), id((i * 7919) % COUNT)] }))],
    [
      'long chains of messages that are not there',
      times((i) => ({ references: [`${i}a@x`, `${i + 1}a@x`, `${i + 2}a@x`] })),
    ],
    ['one subject', times(() => ({ subject: 'Re: same' }))],
    [
      'ordinary',
      times((i) => ({ id: id(i), references: i % 5 ? [id(i - (i % 5)), id(i - 1)] : [], subject: `Re: ${i % 3000}` })),
    ],
  ];
  for (const [name, samples] of all) {
    const numbers = threadText(threadMessages('REFERENCES', sampleMessages(samples)), (uid) => uid).match(/\d+/g);
    assert.equal(new Set(numbers).size, COUNT, name);
  }
});
