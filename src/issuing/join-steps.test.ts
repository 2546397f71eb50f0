import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Step } from '#ports';
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

test('every field that a step can have is joined', async () => {
  const source = await readFile(new URL(import.meta.resolve('#ports').replace('index.ts', 'store.ts')), 'utf8');
  const [, fields = ''] = /export interface Step \{([\s\S]*?)\n\}/.exec(source) ?? [];
  const names = [...fields.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name!);
  assert.ok(names.length >= 16);
  const step = Object.fromEntries(names.map((name) => [name, [name]])) as unknown as Step;
  assert.deepEqual(Object.keys(joinSteps(step)).sort(), [...names].sort());
});
