import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { slowThreads } from './test-slow-threads.ts';
import { type SampleMessage, sampleMessages } from './test-summaries.ts';
import { type Thread, type ThreadAlgorithm, threadMessages, threadText } from './thread-messages.ts';

function threaded(samples: readonly SampleMessage[], algorithm: ThreadAlgorithm = 'REFERENCES'): string {
  return threadText(threadMessages(algorithm, sampleMessages(samples)), (uid) => uid);
}

function thread(uid: number | undefined, ...children: Thread[]): Thread {
  return uid === undefined ? { children } : { uid, children };
}

test('RFC 5256 4: threads are written as the examples of the RFC', () => {
  const written = (threads: Thread[]): string => threadText(threads, (uid) => uid);
  const nested = thread(6, thread(4, thread(23)), thread(44, thread(7, thread(96))));
  assert.equal(written([thread(2), thread(3, nested)]), '(2)(3 6 (4 23)(44 7 96))');
  assert.equal(written([thread(undefined, thread(3), thread(5))]), '((3)(5))');
  assert.equal(written([thread(undefined, thread(185, thread(186)), thread(187))]), '((185 186)(187))');
  assert.equal(written([]), '');
  assert.equal(
    threadText([thread(2)], (uid) => uid * 100),
    '(200)',
  );
});

test('ORDEREDSUBJECT: the first of a subject is the parent of the others, threads go by their first message', () => {
  const samples = [
    { subject: 'b', sentAt: 5 },
    { subject: 'Re: A', sentAt: 4 },
    { subject: 'a', sentAt: 1 },
    { subject: '[x] B', sentAt: 2 },
    { subject: 'a (fwd)', sentAt: 4 },
    { subject: 'c', sentAt: 3 },
  ];
  assert.equal(threaded(samples, 'ORDEREDSUBJECT'), '(3 (2)(5))(4 1)(6)');
});

test('answers hang below what they answer, also when that came later or has no date', () => {
  const samples = [
    { subject: 'x', id: 'c@x', references: ['a@x', 'b@x'], sentAt: 3 },
    { subject: 'y', id: 'a@x', sentAt: 1 },
    { subject: 'z', id: 'b@x', references: ['a@x'], arrival: 2 },
    { subject: 'w', id: 'd@x', references: ['a@x'], sentAt: 1 },
  ];
  assert.equal(threaded(samples), '(2 (4)(3 1))');
});

test('a message that is not there ties its answers together; one that ties nothing goes', () => {
  assert.equal(
    threaded([
      { id: 'a@x', references: ['gone@x'] },
      { id: 'b@x', references: ['gone@x'] },
    ]),
    '((1)(2))',
  );
  assert.equal(threaded([{ id: 'a@x', references: ['gone@x', 'too@x'] }]), '(1)');
  const chain = [
    { id: 'a@x' },
    { id: 'b@x', references: ['a@x', 'gone@x', 'too@x'] },
    { id: 'c@x', references: ['a@x', 'gone@x'] },
  ];
  assert.equal(threaded(chain), '(1 (2)(3))');
});

test('of equal ids the first counts, and ids are compared as they are meant', () => {
  assert.equal(threaded([{ id: 'a@x' }, { id: 'a@x' }, { id: 'b@x', references: ['a@x'] }]), '(1 3)(2)');
  assert.equal(threaded([{ id: '"a"@x' }, { id: 'b@x', references: ['a@x'] }, { references: ['A@x'] }]), '(1 2)(3)');
});

test('what a message says of its own parent is right, what others say of it is not', () => {
  const samples = [
    { id: 'a@x' },
    { id: 'b@x' },
    { id: 'd@x', references: ['a@x', 'c@x'] },
    { id: 'c@x', references: ['b@x'] },
    { id: 'e@x' },
    { id: 'f@x', references: ['a@x', 'e@x'] },
  ];
  // 6 makes 5 a child of 1; 5 itself, read before, said that it answers nothing.
  assert.equal(threaded(samples), '(1 5 6)(2 4 3)');
  assert.equal(threaded([{ id: 'f@x', references: ['a@x', 'e@x'] }, { id: 'a@x' }, { id: 'e@x' }]), '(2)(3 1)');
});

test('loops are not made', () => {
  assert.equal(threaded([{ id: 'a@x', references: ['a@x'] }]), '(1)');
  assert.equal(
    threaded([
      { id: 'a@x', references: ['b@x'] },
      { id: 'b@x', references: ['a@x'] },
    ]),
    '(2 1)',
  );
  const three = [
    { id: 'a@x', references: ['c@x', 'b@x'] },
    { id: 'b@x', references: ['a@x', 'c@x'] },
    { id: 'c@x', references: ['b@x', 'a@x'] },
  ];
  assert.equal(threaded(three).match(/\d/g)?.length, 3);
});

test('threads of one subject come together, answers below what they answer', () => {
  assert.equal(threaded([{ subject: 'Re: x' }, { subject: 'X' }, { subject: 'fwd: x' }]), '(2 (1)(3))');
  assert.equal(threaded([{ subject: 'x' }, { subject: 'x' }, { subject: 'x' }]), '((1)(2)(3))');
  assert.equal(threaded([{ subject: 'Re: x' }, { subject: 'Re: x' }]), '((1)(2))');
  const dummies = [
    { subject: 'Re: x', references: ['p@x'] },
    { subject: 'y', references: ['p@x'] },
    { subject: 'x', references: ['q@x'] },
    { subject: 'z', references: ['q@x'] },
    { subject: 'x' },
  ];
  assert.equal(threaded(dummies), '((1)(2)(3)(4)(5))');
  assert.equal(threaded([{ subject: '' }, { subject: 'Re:' }, {}]), '(1)(2)(3)');
});

test('whatever the messages say of each other, the threads are those of the RFC told the slow way', () => {
  const id = fc.constantFrom('a@x', 'b@x', 'c@x', 'd@x', 'e@x', 'f@x', 'g@x', 'h@x');
  const sample = fc.record(
    {
      id,
      references: fc.array(id, { maxLength: 4 }),
      subject: fc.constantFrom('', 'x', 'X', 'Re: x', 'y', 'Fwd: y', 'z (fwd)', 'w', 'v', 'u'),
      sentAt: fc.nat({ max: 6 }),
    },
    { requiredKeys: ['references', 'sentAt'] },
  );
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 10 }), (samples) => {
      assert.equal(threaded(samples), slowThreads(samples));
    }),
    { numRuns: 5000 },
  );
});
