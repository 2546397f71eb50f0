import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timelineOf } from './dossier-timeline.ts';

test('an event or kind of no known name is left out, also one that every object has', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'domani']) {
    const entry = { seq: 1, instant: 0, point: 'AP', event: name, tipo: name } as const;
    assert.deepEqual(timelineOf([entry]), []);
  }
});
