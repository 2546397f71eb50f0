import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { choosePorts } from './choose-ports.ts';
import { COUNTRY } from './country.ts';
import { dataFolder, keep } from './data-folder.ts';
import { allPorts } from './ports-plan.ts';

test('ports are chosen once and kept; a base port that is taken is refused by number', async (t) => {
  const path = mkdtempSync(join(tmpdir(), 'ceralacca-ports-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const folder = dataFolder(path);
  const free = await choosePorts(folder, COUNTRY, 0);
  assert.equal(new Set(allPorts(free)).size, allPorts(free).length);
  for (const base of [undefined, 0])
    assert.deepEqual(await choosePorts(folder, COUNTRY, base), free, 'of the last run');

  const { imaps: _later, ...earlier } = free.providers.alfa!;
  keep(folder, 'ports.json', { ...free, providers: { ...free.providers, alfa: earlier } });
  const completed = await choosePorts(folder, COUNTRY, undefined);
  assert.equal(new Set(allPorts(completed)).size, allPorts(free).length);
  assert.deepEqual({ ...completed.providers.alfa, imaps: 0 }, { ...free.providers.alfa, imaps: 0 }, 'one was added');

  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await assert.rejects(choosePorts(folder, COUNTRY, port), new RegExp(`port ${port} is taken`));

  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const kept = await choosePorts(folder, COUNTRY, undefined, say);
  assert.deepEqual(said, [], 'where they were');
  keep(folder, 'ports.json', { ...kept, control: port });
  assert.notEqual((await choosePorts(folder, COUNTRY, undefined, say)).control, port);
  assert.deepEqual(said, [`port ${port} is taken: the doors are not where they usually are, see below`]);
});

test('networks that start at the same time choose different ports, none of those the system hands out by itself', async (t) => {
  const path = mkdtempSync(join(tmpdir(), 'ceralacca-ports-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const plans = await Promise.all(Array.from({ length: 40 }, () => choosePorts(dataFolder(path), COUNTRY, 0)));
  const all = plans.flatMap((plan) => allPorts(plan));
  assert.equal(new Set(all).size, all.length);
  const byChance = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => byChance.once('listening', resolve));
  t.after(() => byChance.close());
  assert.ok(Math.max(...all) < (byChance.address() as AddressInfo).port);
  assert.ok(Math.max(...all) < 32_768);
});
