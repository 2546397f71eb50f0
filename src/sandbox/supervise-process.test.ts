import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ProcessEnded } from './process-link.ts';
import { superviseProcess } from './supervise-process.ts';

const CHILD = `
import { answerCalls, tellEvent } from ${JSON.stringify(new URL('./process-link.ts', import.meta.url).href)};
answerCalls({
  start: async (given) => { tellEvent({ started: given }); if (given === 'bad') throw new Error('cannot start'); return process.pid; },
  stop: async () => setImmediate(() => process.exit(0)),
  twice: async (n) => n * 2,
  fail: async () => { throw new Error('as asked'); },
  die: () => new Promise(() => process.kill(process.pid, 'SIGKILL')),
}, () => process.exit(0));
`;

async function child(t: TestContext, argument: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-process-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const entry = join(folder, 'child.ts');
  writeFileSync(entry, CHILD);
  const events: unknown[] = [];
  const deaths: string[] = [];
  const process = await superviseProcess({
    name: 'the child',
    entry: pathToFileURL(entry),
    logFile: join(folder, 'child.log'),
    startArgument: () => argument,
    onEvent: (event) => events.push(event),
    onDeath: (how) => deaths.push(how),
    onReturn: () => events.push('back'),
  });
  t.after(() => process.stop());
  return { process, events, deaths };
}

test('calls are answered, faults come over, and events are told', async (t) => {
  const { process, events } = await child(t, 'hello');
  assert.equal(await process.call('twice', 21), 42);
  await assert.rejects(process.call('fail'), /as asked/);
  await assert.rejects(process.call('nothing'), /no such call/);
  assert.deepEqual(events, [{ started: 'hello' }]);
});

test('a process that is killed fails its open calls and is started again', async (t) => {
  const { process, events, deaths } = await child(t, 'hello');
  const before = await process.started();
  await assert.rejects(process.call('die'), ProcessEnded);
  const after = await process.started();
  assert.notEqual(before, after);
  assert.equal(await process.call('twice', 1), 2);
  assert.deepEqual(deaths, ['SIGKILL']);
  assert.deepEqual(events, [{ started: 'hello' }, { started: 'hello' }, 'back']);
});

test('a held process stays down until it is let go', async (t) => {
  const { process, deaths } = await child(t, 'hello');
  await process.hold();
  assert.equal(process.held, true);
  await assert.rejects(process.call('twice', 1), ProcessEnded);
  await process.release();
  assert.equal(await process.call('twice', 1), 2);
  assert.deepEqual(deaths, []);
});

test('a first start that fails is a fault, and nothing is left running', async (t) => {
  await assert.rejects(child(t, 'bad'), /cannot start/);
});
