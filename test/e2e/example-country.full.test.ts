import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clientPrograms, kill } from './client-programs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOUR_MS = 3_600_000;

test('the example sees a day of silence pass in a country of its own, and leaves nothing of it', async (t) => {
  const { folder, run } = clientPrograms();
  const program = run(['a-day-in-seconds.mjs', ROOT], { TMPDIR: folder });
  t.after(() => kill(program));
  const [code] = await once(program, 'exit');
  const told = program.said.join('');
  assert.equal(code, 0, told);
  const lines = told
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  assert.deepEqual(
    lines.map(([, type]) => type),
    ['accepted', 'warned', 'expired'],
  );
  const [accepted, warned, expired] = lines.map(([at]) => Date.parse(at!));
  assert.ok(warned! - accepted! >= 12 * HOUR_MS && warned! - accepted! < 12 * HOUR_MS + 5_000, told);
  assert.ok(expired! - accepted! > 23 * HOUR_MS && expired! - accepted! < 24 * HOUR_MS, told);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('pec-country-')),
    [],
  );
});
