import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Channel, openChannel, ProcessEnded } from './process-link.ts';

const CALL_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 200;
/**
 * The young generation holds the messages at work: with 16 MB every burst promotes them, and collecting costs more. Of the 64 MB that
 * Node would take by itself (twice that resident, and kept) the other half bought no exchange. It has its size from the beginning: what a
 * process needs is seen at rest, and what it grows by later is somebody's doing.
 */
const HEAP = ['--max-semi-space-size=32', '--min-semi-space-size=32'];
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
  /** The pause before it is started again grows no longer than this: five seconds. */
  readonly longestPauseMs?: number;
  /** It ended without being asked; it will be started again. */
  onDeath(how: string): void;
  onReturn(): void;
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
    execArgv: [...process.execArgv, ...HEAP],
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

/** A process the launcher keeps alive: killed, it is started again with the same ports and data. */
export class SupervisedProcess {
  readonly #plan: ProcessPlan;
  #running: Running;
  #started: Promise<unknown>;
  #stopping = false;
  #held = false;
  #pause = FIRST_PAUSE_MS;

  /** Starts it; see `started` for how that went. */
  constructor(plan: ProcessPlan) {
    this.#plan = plan;
    this.#running = launch(plan);
    this.#started = this.#greet();
  }

  /** Calls the running process; when it is being started again, waits for it. Rejects when it dies before answering. */
  async call(name: string, argument?: unknown, timeoutMs = CALL_TIMEOUT_MS): Promise<unknown> {
    await this.#started;
    return this.#running.channel.call(name, argument, timeoutMs);
  }

  /** What `start` answered last. */
  started(): Promise<unknown> {
    return this.#started;
  }

  get held(): boolean {
    return this.#held;
  }

  async restart(): Promise<void> {
    await this.#end();
    await this.#begin();
  }

  /** Ends it until `release`: its doors are shut, as when a provider is down. */
  async hold(): Promise<void> {
    if (this.#held) return;
    this.#held = true;
    await this.#end();
  }

  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held = false;
    await this.#begin();
  }

  async stop(): Promise<void> {
    if (!this.#held) await this.#end();
  }

  #begin(): Promise<unknown> {
    this.#stopping = false;
    this.#running = launch(this.#plan);
    this.#started = this.#greet();
    return this.#started;
  }

  #greet(): Promise<unknown> {
    const mine = this.#running;
    const since = performance.now();
    const starting = mine.channel.call('start', this.#plan.startArgument(), START_TIMEOUT_MS);
    // A process that cannot start is of no use: ended, it is tried again after a pause.
    starting.catch(() => mine.child.kill('SIGKILL'));
    mine.exited.then((how) => this.#died(mine, how, performance.now() - since));
    return starting;
  }

  #died(which: Running, how: string, livedMs: number): void {
    if (this.#stopping || which !== this.#running) return;
    if (livedMs > STEADY_MS) this.#pause = FIRST_PAUSE_MS;
    this.#plan.onDeath(how);
    this.#started = this.#comeBack(this.#pause);
    this.#started.catch(() => undefined);
    this.#pause = Math.min(this.#pause * 2, this.#plan.longestPauseMs ?? LONGEST_PAUSE_MS);
  }

  async #comeBack(pause: number): Promise<unknown> {
    await wait(pause);
    if (this.#stopping) throw new ProcessEnded(`${this.#plan.name} is stopped`);
    this.#running = launch(this.#plan);
    const value = await this.#greet();
    this.#plan.onReturn();
    return value;
  }

  async #end(): Promise<void> {
    this.#stopping = true;
    await this.#started.catch(() => undefined);
    const { channel, child, exited } = this.#running;
    channel.call('stop', undefined, STOP_TIMEOUT_MS).catch(() => undefined);
    const gone = await Promise.race([exited.then(() => true), wait(STOP_TIMEOUT_MS, false, { ref: false })]);
    if (!gone) child.kill('SIGKILL');
    await exited;
  }
}

/** Starts the process and keeps it running until `stop`. Rejects when its very first start fails; nothing is left running then. */
export async function superviseProcess(plan: ProcessPlan): Promise<SupervisedProcess> {
  // Until it has started well once, its death is told by the fault alone.
  let begun = false;
  const process = new SupervisedProcess({ ...plan, onDeath: (how) => begun && plan.onDeath(how) });
  try {
    await process.started();
    begun = true;
    return process;
  } catch (fault) {
    await process.stop();
    throw fault;
  }
}
