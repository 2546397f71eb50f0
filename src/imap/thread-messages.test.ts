import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { baseSubject } from './base-subject.ts';
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

/** The algorithm as the RFC tells it, one object a message, with no thought for speed. */
class Node {
  parent: Node | undefined;
  children: Node[] = [];
  readonly index: number | undefined;

  constructor(index?: number) {
    this.index = index;
  }

  has(node: Node): boolean {
    return node === this || this.children.some((child) => child.has(node));
  }

  take(node: Node): void {
    node.leave();
    node.parent = this;
    this.children.push(node);
  }

  leave(): void {
    if (this.parent !== undefined) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = undefined;
  }

  pruned(): Node[] {
    this.children = this.children.flatMap((child) => child.pruned());
    return this.index === undefined ? this.children : [this];
  }
}

function slowThreads(samples: readonly SampleMessage[]): string {
  const nodes = new Map<string, Node>();
  const mine = samples.map(({ id }, index) => {
    const node = new Node(index);
    if (id !== undefined && !nodes.has(id)) nodes.set(id, node);
    return node;
  });
  for (const [index, { references = [] }] of samples.entries()) {
    const chain = references.map((id) => {
      const node = nodes.get(id) ?? new Node();
      nodes.set(id, node);
      return node;
    });
    for (let i = 1; i < chain.length; i++) {
      const [above, below] = [chain[i - 1]!, chain[i]!];
      if (below.parent === undefined && !below.has(above)) above.take(below);
    }
    const own = mine[index]!;
    own.leave();
    const above = chain.at(-1);
    if (above !== undefined && !own.has(above)) above.take(own);
  }
  const first = (node: Node): number => node.index ?? node.children[0]!.index!;
  const inOrder = (list: Node[]): Node[] =>
    [...list].sort((a, b) => samples[first(a)]!.sentAt! - samples[first(b)]!.sentAt! || first(a) - first(b));
  let roots = [...new Set([...mine, ...nodes.values()])]
    .filter(({ parent }) => parent === undefined)
    .flatMap((root) => {
      const kept = root.pruned();
      return root.index === undefined && kept.length > 1 ? [root] : kept;
    });
  for (const root of roots) if (root.index === undefined) root.children = inOrder(root.children);
  roots = inOrder(roots);
  const subject = (node: Node) => baseSubject(samples[first(node)]!.subject ?? '');
  const table = new Map<string, Node>();
  for (const root of roots) {
    const base = subject(root).base.toUpperCase();
    const held = table.get(base);
    if (base === '') continue;
    if (held === undefined) table.set(base, root);
    else if (held.index !== undefined) {
      if (root.index === undefined || (subject(held).isReply && !subject(root).isReply)) table.set(base, root);
    }
  }
  for (const root of [...roots]) {
    const base = subject(root).base.toUpperCase();
    const held = table.get(base);
    if (held === undefined || held === root) continue;
    roots = roots.filter((other) => other !== root);
    if (held.index === undefined && root.index === undefined) held.children.push(...root.children);
    else if (held.index === undefined) held.children.push(root);
    else if (subject(root).isReply && !subject(held).isReply) held.children.push(root);
    else {
      const dummy = new Node();
      dummy.children = [held, root];
      roots = [...roots.filter((other) => other !== held), dummy];
      table.set(base, dummy);
    }
  }
  const told = (node: Node): string => {
    const children = inOrder(node.children).map(told);
    const number = node.index === undefined ? '' : `${node.index + 1}`;
    if (children.length === 1) return `${number} ${children[0]}`;
    return number + (children.length > 0 && number !== '' ? ' ' : '') + children.map((child) => `(${child})`).join('');
  };
  const deep = (node: Node): void => {
    node.children.forEach(deep);
    node.children = inOrder(node.children);
  };
  roots.forEach(deep);
  return inOrder(roots)
    .map((root) => `(${told(root)})`)
    .join('');
}

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
    const numbers = threaded(samples).match(/\d+/g);
    assert.equal(new Set(numbers).size, COUNT, name);
  }
});
