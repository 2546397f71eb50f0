import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './poll.ts';

/** The EICAR test file, in two halves so that no scanner takes this source for it. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

export interface Clamd extends AsyncDisposable {
  readonly socket: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A real clamd on a socket of its own, with one local signature: EICAR, or a string nobody sends. */
export async function startClamd(knows: 'eicar' | 'nothing'): Promise<Clamd> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-clamd-'));
  const socket = join(folder, 'clamd.sock');
  const database = join(folder, 'signatures');
  mkdirSync(database);
  const pattern = knows === 'eicar' ? EICAR : 'ceralacca: this string stands in no message at all';
  writeFileSync(join(database, 'test.ndb'), `Test.Eicar:0:*:${Buffer.from(pattern, 'latin1').toString('hex')}\n`);
  writeFileSync(
    join(folder, 'clamd.conf'),
    `LocalSocket ${socket}\nDatabaseDirectory ${database}\nForeground yes\nStreamMaxLength 110M\nMaxScanSize 110M\n` +
      'MaxFileSize 110M\nSelfCheck 0\nConcurrentDatabaseReload no\n',
  );
  let child: ReturnType<typeof spawn> | undefined;
  const stop = async () => {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = undefined;
    rmSync(socket, { force: true });
  };
  const start = async () => {
    child = spawn('clamd', ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    await until('clamd answers', () => answers(socket), 60_000);
  };
  await start();
  return {
    socket,
    stop,
    start,
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(path: string): Promise<boolean> {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
