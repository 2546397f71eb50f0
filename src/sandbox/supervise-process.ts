import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Channel, openChannel } from './process-link.ts';

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
/** A process that ran this long had started well: the next pause is short again. */
const STEADY_MS = 30_000;

export interface ProcessPlan {
  /** Shown to people, e.g. `Gestore Alfa`. */
  readonly name: string;
  readonly entry: URL;
  /** Where its stdout and stderr go. */
  readonly logFile: string;
  /** Argument of its `start` call, made anew at every start. */
  startArgument(): unknown;
  onEvent(event: unknown): void;
  /** It ended without being asked; it will be started again. */
  onDeath(how: string): void;
  onReturn(): void;
}

/** A process the launcher keeps alive: killed, it is started again with the same ports and data. */
export interface SupervisedProcess {
  /** Calls the running process; when it is being started again, waits for it. Rejects when it dies before answering. */
  call(name: string, argument?: unknown, timeoutMs?: number): Promise<unknown>;
  /** What `start` answered last. */
  started(): Promise<unknown>;
  restart(): Promise<void>;
  /** Ends it until `release`: its doors are shut, as when a provider is down. */
  hold(): Promise<void>;
  release(): Promise<void>;
  readonly held: boolean;
  stop(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly channel: Channel;
  readonly exited: Promise<string>;
}

function launch(plan: ProcessPlan): Running {
  const log = openSync(plan.logFile, 'a', 0o600);
  const child = fork(plan.entry, {
    // Of its own group, so that Ctrl-C reaches the launcher alone, which stops everything in order.
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const channel = openChannel(child, plan.onEvent);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (fault) => resolve(fault.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  exited.then((how) => channel.close(`${plan.name} ended (${how})`));
  return { child, channel, exited };
}

/** Starts the process and keeps it running until `stop`. Rejects when its very first start fails. */
export async function superviseProcess(plan: ProcessPlan): Promise<SupervisedProcess> {
  let stopping = false;
  let held = false;
  let pause = FIRST_PAUSE_MS;
  let running: Running;
  let started: Promise<unknown>;

  function begin(): Promise<unknown> {
    running = launch(plan);
    const since = performance.now();
    const mine = running;
    mine.exited.then((how) => died(mine, how, performance.now() - since));
    const starting = mine.channel.call('start', plan.startArgument(), START_TIMEOUT_MS);
    // A process that cannot start is of no use: ended, it is tried again after a pause.
    starting.catch(() => mine.child.kill('SIGKILL'));
    return starting;
  }

  function died(which: Running, how: string, livedMs: number): void {
    if (stopping || which !== running || !begunOnce) return;
    if (livedMs > STEADY_MS) pause = FIRST_PAUSE_MS;
    plan.onDeath(how);
    started = wait(pause).then(async () => {
      if (stopping) throw new Error(`${plan.name} is stopped`);
      const value = await begin();
      plan.onReturn();
      return value;
    });
    started.catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  async function end(): Promise<void> {
    const mine = running;
    mine.channel.call('stop', undefined, STOP_TIMEOUT_MS).catch(() => undefined);
    const gone = await Promise.race([mine.exited.then(() => true), wait(STOP_TIMEOUT_MS, false, { ref: false })]);
    if (!gone) mine.child.kill('SIGKILL');
    await mine.exited;
  }

  let begunOnce = false;
  started = begin();
  try {
    await started;
    begunOnce = true;
  } catch (fault) {
    stopping = true;
    running!.child.kill('SIGKILL');
    throw fault;
  }

  return {
    async call(name, argument, timeoutMs = 120_000) {
      await started;
      return running.channel.call(name, argument, timeoutMs);
    },
    started: () => started,
    async restart() {
      stopping = true;
      await end();
      stopping = false;
      started = begin();
      await started;
    },
    get held() {
      return held;
    },
    async hold() {
      if (held) return;
      held = true;
      stopping = true;
      await started.catch(() => undefined);
      await end();
    },
    async release() {
      if (!held) return;
      held = false;
      stopping = false;
      started = begin();
      await started;
    },
    async stop() {
      stopping = true;
      await started.catch(() => undefined);
      if (!held) await end();
    },
  };
}
