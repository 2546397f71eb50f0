import assert from 'node:assert/strict';
import test from 'node:test';
import { Mirror } from './mirror.ts';

function after(...lines: readonly (string | readonly [line: string, during: string])[]): readonly string[] {
  const mirror = new Mirror();
  for (const line of lines) {
    if (typeof line === 'string') mirror.take(line, 'NOOP');
    else mirror.take(...line);
  }
  return mirror.faults;
}

test('a mirror accepts what a correct server says', () => {
  const faults = after(
    '3 EXISTS',
    '1 FETCH (UID 4 FLAGS (\\Seen))',
    '3 FETCH (UID 9)',
    '2 EXPUNGE',
    '2 FETCH (UID 9 FLAGS ())',
  );
  assert.deepEqual(faults, []);
});

test('a mirror finds the place of a message that goes before its UID was told', () => {
  const faults = after(
    '5 EXISTS',
    '2 FETCH (UID 4)',
    '4 FETCH (UID 9)',
    'VANISHED 6',
    '3 FETCH (UID 9)',
    'VANISHED 11',
    '3 EXPUNGE',
  );
  assert.deepEqual(faults, []);
});

for (const [name, lines] of [
  ['fewer messages without EXPUNGE', ['3 EXISTS', '2 EXISTS']],
  ['an EXPUNGE of a message that is not there', ['1 EXISTS', '2 EXPUNGE']],
  ['an EXPUNGE during FETCH', ['1 EXISTS', ['1 EXPUNGE', 'FETCH 1 (FLAGS)']]],
  ['a VANISHED during STORE', ['1 EXISTS', '1 FETCH (UID 1)', ['VANISHED 1', 'STORE 1 +FLAGS (x)']]],
  ['another UID for the same message', ['1 EXISTS', '1 FETCH (UID 4)', '1 FETCH (UID 5)']],
  ['UIDs that do not grow', ['2 EXISTS', '1 FETCH (UID 4)', '2 FETCH (UID 4)']],
  ['a FETCH of a message beyond EXISTS', ['1 EXISTS', '2 FETCH (UID 4)']],
  ['a UID that vanishes where none is unknown', ['3 EXISTS', '1 FETCH (UID 4)', '2 FETCH (UID 9)', 'VANISHED 6']],
  ['a UID that vanishes twice', ['1 EXISTS', '1 FETCH (UID 4)', 'VANISHED 4', 'VANISHED 4']],
] as const) {
  test(`a mirror finds ${name}`, () => {
    assert.equal(after(...lines).length, 1);
  });
}
