import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { closeOnInterrupt } from './close-on-interrupt.ts';

const READY_MS = 20_000;

/** A server program run in the foreground for the bench alone. */
export interface PrivateServer extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}

export interface PrivateServerOptions {
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly port: number;
  /** How it is asked to end; by default SIGTERM. */
  readonly stop?: () => void;
}

/** Starts it and waits until its port on loopback answers. Throws with what it printed when it ends before. */
export async function startPrivateServer({
  name,
  program,
  words,
  port,
  stop,
}: PrivateServerOptions): Promise<PrivateServer> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (printed = (printed + text).slice(-4_000)));
  const ended = once(child, 'exit');
  const server: PrivateServer = {
    pid: child.pid!,
    port,
    [Symbol.asyncDispose]: closeOnInterrupt(async () => {
      if (hasEnded(child)) return;
      if (stop === undefined) child.kill('SIGTERM');
      else stop();
      await ended;
    }),
  };
  for (let waited = 0; waited < READY_MS; waited += 50) {
    if (hasEnded(child)) throw new Error(`${name} ended at its start: ${printed.trim()}`);
    if (await answers(port)) return server;
    await pause(50);
  }
  await server[Symbol.asyncDispose]();
  throw new Error(`${name} did not answer within ${READY_MS} ms: ${printed.trim()}`);
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function answers(port: number): Promise<boolean> {
  const socket = dial(port, '127.0.0.1');
  try {
    return await new Promise((resolve) => {
      socket.once('error', () => resolve(false));
      // A greeting, not just a listening socket: the process behind it is there.
      socket.once('data', () => resolve(true));
      socket.once('close', () => resolve(false));
      socket.setTimeout(2_000, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
