import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinSteps } from './join-steps.ts';

const record = (event: 'PresaInCarico' | 'RilevazioneVirus') => ({ instant: 1, point: 'InP', event }) as const;

test('a joined step holds every list of its parts, in their order', () => {
  const joined = joinSteps(
    { log: [record('PresaInCarico')], done: [{ jobId: 'a' }] },
    {},
    { log: [record('RilevazioneVirus')], expects: [{ kind: 'quota', mailbox: 'm', bytes: 1 }] },
  );
  assert.deepEqual(joined, {
    log: [record('PresaInCarico'), record('RilevazioneVirus')],
    done: [{ jobId: 'a' }],
    expects: [{ kind: 'quota', mailbox: 'm', bytes: 1 }],
  });
});

test('joining leaves the parts as they were, and empty lists out', () => {
  const part = { log: [record('PresaInCarico')] };
  const joined = joinSteps(part, { log: [record('RilevazioneVirus')], jobs: [] });
  assert.equal(part.log.length, 1);
  assert.deepEqual(Object.keys(joined), ['log']);
});
