import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { baseSubject } from './base-subject.ts';

const CASES: readonly (readonly [subject: string, base: string, isReply: boolean])[] = [
  ['hello', 'hello', false],
  ['Re: hello', 'hello', true],
  ['RE:hello', 'hello', true],
  ['re : hello', 'hello', true],
  ['Re[2]: hello', 'hello', true],
  ['re [list] : hello', 'hello', true],
  ['Fw: Fwd: FWD : hello', 'hello', true],
  ['[list] Re: [list] hello', 'hello', true],
  ['[a] [b] hello [c]', 'hello [c]', false],
  ['[a] [b]', '[b]', false],
  ['[a] Re: [b]', '[b]', true],
  ['hello (fwd) (FWD)  ', 'hello', true],
  ['hello(fwd)', 'hello', true],
  ['[Fwd: hello]', 'hello', true],
  ['[Fwd: [fwd: Re: hello (fwd)] ]', 'hello', true],
  ['[fwd: hello] you', 'you', false],
  ['[fwd: a][b]', '[b]', false],
  ['  a \t b\r\n c  ', 'a b c', false],
  ['R: hello', 'R: hello', false],
  ['Ri: hello', 'Ri: hello', false],
  ['Reply: hello', 'Reply: hello', false],
  ['re', 're', false],
  ['Re:', '', true],
  ['Re: (fwd)', '', true],
  ['[fwd:]', '', true],
  ['[unclosed Re: x', '[unclosed Re: x', false],
  ['[a[b]] x', '[a[b]] x', false],
  ['', '', false],
];

test('RFC 5256 2.1: what answering and forwarding put around a subject goes', () => {
  for (const [subject, base, isReply] of CASES) assert.deepEqual(baseSubject(subject), { base, isReply }, subject);
});

/** The procedure of the RFC, step by step, with no thought for speed. */
function slowBase(subject: string): string {
  let text = subject.replace(/[ \t\r\n]+/g, ' ');
  for (;;) {
    for (let before = ''; before !== text; ) {
      before = text;
      text = text.replace(/(?:\(fwd\)| )$/i, '');
    }
    for (let before = ''; before !== text; ) {
      before = text;
      text = text.replace(/^(?:(?:\[[^[\]]*\] *)*(?:re|fwd?) *(?:\[[^[\]]*\] *)?:| )/i, '');
      const blobless = text.replace(/^\[[^[\]]*\] */, '');
      if (blobless !== '') text = blobless;
    }
    const inner = /^\[fwd:(.*)\]$/is.exec(text);
    if (inner === null) return text;
    text = inner[1]!;
  }
}

test('whatever the subject, the base is what the steps of the RFC give', () => {
  const piece = fc.constantFrom('re', 'Fw', 'fwd', ':', ' ', '[', ']', '[x]', '[fwd:', '(fwd)', 'a', 'è', '\t');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const subject = pieces.join('');
      assert.equal(baseSubject(subject).base, slowBase(subject), JSON.stringify(subject));
    }),
    { numRuns: 20_000 },
  );
});

test('no subject is slow', () => {
  for (const piece of ['[a]', '[', 're:', 're [', '[fwd:', '(fwd)', ' ', '[fwd:x]', 'fwd[a']) {
    baseSubject(piece.repeat(100_000));
    baseSubject(`${piece.repeat(100_000)}${']'.repeat(100_000)}`);
  }
});
