import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SYSTEM_FOLDER } from './embedded-folder.ts';
import { findPrograms } from './embedded-programs.ts';
import { readyPrograms } from './embedded-setup.ts';
import { canAccess, unprivilegedUser, userOf } from './system-user.ts';

const asRoot = process.getuid?.() === 0;

/** A package in the shape of the real one, with a program that can be run and nothing else. */
function fakePackage(version: string): { folder: string; root: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-package-'));
  const root = join(folder, 'native');
  for (const name of ['bin', 'lib']) mkdirSync(join(root, name), { recursive: true });
  for (const name of ['initdb', 'postgres']) {
    writeFileSync(join(root, 'bin', name), '#!/bin/sh\n');
    chmodSync(join(root, 'bin', name), 0o755);
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(root, 'lib', 'libx.so.1.2'), '');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
  writeFileSync(join(root, 'pg-symlinks.json'), JSON.stringify(links));
  return { folder, root };
}

test('the library links of the package stand in our own folder, and nothing is written into the package', async () => {
  const { folder, root } = fakePackage('18.4.0-x');
  const programs = await findPrograms({}, root);
  assert.deepEqual([programs.kind, programs.major], ['embedded', 18]);
  const home = mkdtempSync(join(tmpdir(), 'ceralacca-home-'));
  const ready = readyPrograms(programs, { home, pg: join(home, 'pg'), user: undefined, record: undefined }, () => {});
  assert.equal(readlinkSync(join(home, 'lib', 'libx.so.1')), join(root, 'lib', 'libx.so.1.2'));
  assert.equal(ready.env.LD_LIBRARY_PATH, `${join(home, 'lib')}:${join(root, 'lib')}`);
  assert.ok(!existsSync(join(root, 'lib', 'libx.so.1')));
  for (const path of [folder, home]) rmSync(path, { recursive: true });
});

test('as root, programs in a checkout the unprivileged user cannot reach are copied, and it is said', {
  skip: !asRoot,
}, async () => {
  const version = `18.0.0-test-${process.pid}`;
  const { folder, root } = fakePackage(version);
  const home = mkdtempSync(join(tmpdir(), 'ceralacca-home-'));
  const user = unprivilegedUser()!;
  assert.equal(canAccess(user, 'x', join(root, 'bin', 'postgres')), false, 'mkdtemp makes folders of mode 0700');
  const said: string[] = [];
  const cluster = { home, pg: join(home, 'pg'), user, record: undefined };
  const programs = await findPrograms({}, root);
  const ready = readyPrograms(programs, cluster, (text) => said.push(text));
  const copy = join(SYSTEM_FOLDER, `postgresql-${version}`);
  assert.equal(ready.postgres, join(copy, 'bin', 'postgres'));
  assert.ok(canAccess(user, 'x', ready.postgres));
  assert.match(said.join(), /cannot reach .*: PostgreSQL is copied to \/var\/lib\/ceralacca/);
  readyPrograms(programs, cluster, (text) => said.push(text));
  assert.equal(said.length, 1, 'copied once');
  for (const path of [folder, home, copy]) rmSync(path, { recursive: true });
});

test('without the package the machine gives the programs, and where neither does, the message says what to install', async () => {
  const nowhere = join(tmpdir(), 'no-such-package');
  await assert.rejects(findPrograms({ kind: 'embedded' }, nowhere), /run npm install/);
  await assert.rejects(findPrograms({ kind: 'machine', major: 99 }, nowhere), /PostgreSQL 99 of this machine/);
  const { folder, root } = fakePackage('18.4.0-x');
  await assert.rejects(findPrograms({ kind: 'embedded', major: 17 }, root), /package's PostgreSQL 17.*brings 18/);
  rmSync(folder, { recursive: true });
  const machine = await findPrograms({}, nowhere).catch((error: Error) => error);
  if (machine instanceof Error) assert.match(machine.message, /no PostgreSQL was found: install/);
  else assert.ok(machine.kind === 'machine' && machine.major >= 15);
});

test('as root, the database gets the first unprivileged user that the machine has', { skip: !asRoot }, () => {
  const passwd = 'root:x:0:0:::\nnobody:x:65534:65533:::\npostgres:x:101:104:::\n';
  assert.deepEqual(unprivilegedUser(passwd), { name: 'postgres', uid: 101, gid: 104 });
  assert.throws(() => unprivilegedUser('root:x:0:0:::\nceralacca:x:0:0:::\n'), /must not run as root/);
  assert.equal(userOf(65534, 1, passwd).name, 'nobody');
});
