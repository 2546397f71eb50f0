import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from './embedded.ts';

/**
 * The process that keeps the throw-away cluster of one test run: `node test-cluster-host.ts FOLDER RUNNER-PID`. It ends with
 * the runner, however that ends, and removes the folder.
 */
const [folder, runner] = [process.argv[2]!, Number(process.argv[3])];
const said: string[] = [];

try {
  const cluster = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    log: (text) => said.push(text),
    random: { bytes: (length) => randomBytes(length) },
    settings: { max_connections: '300', shared_buffers: '64MB', max_wal_size: '512MB' },
  });
  const template = await cluster.database('template_ceralacca');
  announce({ admin: cluster.admin(), owner: template.owner, server: template.server });
  await runnerEnds();
  await cluster.stop();
} catch (error) {
  announce({ fault: `${error instanceof Error ? error.stack : error}\n${said.join('\n')}` });
  await runnerEnds();
}
rmSync(folder, { recursive: true, force: true });

async function runnerEnds(): Promise<void> {
  while (isAlive(runner)) await pause(250);
}

function announce(value: unknown): void {
  writeFileSync(join(folder, 'ready.json.new'), JSON.stringify(value), { mode: 0o600 });
  // Readers poll for this name: they never see half a file.
  renameSync(join(folder, 'ready.json.new'), join(folder, 'ready.json'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
