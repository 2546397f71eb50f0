import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { endQuietly } from './end-quietly.ts';

test('a reader that has gone away is no fault; a full disk is one', () => {
  const output = new Writable();
  const ended: Error[] = [];
  endQuietly((fault) => ended.push(fault), output);
  const fault = (code: string) => Object.assign(new Error(`write ${code}`), { code });
  output.emit('error', fault('EPIPE'));
  output.emit('error', fault('EPIPE'));
  assert.deepEqual(ended, []);
  output.emit('error', fault('ENOSPC'));
  assert.match(String(ended), /write ENOSPC/);
});

test('however many commands one process runs, an output is listened to once', () => {
  const output = new Writable();
  for (let command = 0; command < 20; command++) endQuietly(() => {}, output);
  assert.equal(output.listenerCount('error'), 1);
});
