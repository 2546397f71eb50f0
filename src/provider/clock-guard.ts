import { askNtp, type NtpFailure, type NtpMeasure } from '#adapters/ntp';
import { type ClockConfig, type Logger, systemLegalTime, systemMonotonic } from '#config';
import { type CurrentSigner, type LegalTime, type LogRecord, type Random, SignerUnavailable, type Store } from '#ports';
import { type ClockJudgement, judgeOffsets } from './judge-offsets.ts';

/** Nothing is signed while the clock is wrong (DM a9: one second at most; spec 15.1; T139). */
export interface ClockGuard {
  /** The key in force, as long as the clock is right. */
  guard(current: CurrentSigner): CurrentSigner;
  /** Measures once, and then again and again. Resolves after the first measure: nobody should be served before. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What was found last; kept for `status`. */
export interface ClockState {
  readonly at: number;
  readonly isStopped: boolean;
  readonly judgement: ClockJudgement;
  readonly servers: readonly { readonly server: string; readonly offsetMs?: number; readonly why?: string }[];
}

export const CLOCK_STATE = 'clock/state';

/** How long one server may take. */
const ANSWER_MS = 3_000;
/** How often the clock is compared with elapsed time: a step is noticed within this. */
const STEP_CHECK_MS = 1_000;

export interface ClockGuardPorts {
  readonly store: Pick<Store, 'commit'>;
  readonly legalTime: LegalTime;
  readonly log: Logger;
  readonly random: Random;
  readonly ask?: typeof askNtp;
}

export function openClockGuard(config: ClockConfig, ports: ClockGuardPorts): ClockGuard {
  const guard = new Guard(config, ports);
  return {
    guard: (current) => () => {
      guard.noticeStep();
      if (guard.stopped !== undefined) throw new SignerUnavailable(guard.stopped);
      return current();
    },
    start: () => guard.start(),
    stop: () => guard.stop(),
  };
}

class Guard {
  readonly #config: ClockConfig;
  readonly #ports: ClockGuardPorts;
  /** Why nothing is signed now. */
  stopped: string | undefined;
  #kind: ClockJudgement['kind'] | undefined;
  /** Wall clock minus elapsed time: stays, unless somebody sets the clock. */
  #difference = wallMinusElapsed();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #measuredAt = Number.NEGATIVE_INFINITY;
  /** A document never gives way to an older one: also a clock that was set back must be told of. */
  #keptAt = Number.NEGATIVE_INFINITY;
  #atWork: Promise<void> = Promise.resolve();
  #running = false;

  constructor(config: ClockConfig, ports: ClockGuardPorts) {
    this.#config = config;
    this.#ports = ports;
  }

  async start(): Promise<void> {
    this.#running = true;
    this.#difference = wallMinusElapsed();
    if (this.#config.servers.length > 0) await this.#measure();
    this.#tick();
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#atWork;
  }

  #tick(): void {
    if (!this.#running) return;
    this.#timer = setTimeout(() => {
      this.#atWork = this.#look().catch((fault: unknown) => {
        this.#ports.log.error({ err: fault }, 'what the clock was found to be could not be kept');
      });
      void this.#atWork.then(() => this.#tick());
    }, STEP_CHECK_MS);
  }

  /** Also at each signature: what is signed, and days that are closed, in the second until the next look would bear a time nobody has confirmed. */
  noticeStep(): void {
    const { servers, warnAfterMs } = this.#config;
    const difference = wallMinusElapsed();
    const stepMs = difference - this.#difference;
    this.#difference = difference;
    if (Math.abs(stepMs) <= warnAfterMs) return;
    this.#ports.log.error({ stepMs: Math.round(stepMs) }, "somebody set this machine's clock");
    if (servers.length === 0) return;
    // Until others have confirmed it, a clock that was set is not believed.
    this.stopped ??= 'the clock was set and has not been compared yet: nothing is signed';
    this.#measuredAt = Number.NEGATIVE_INFINITY;
  }

  async #look(): Promise<void> {
    this.noticeStep();
    const { servers, everyMs } = this.#config;
    if (servers.length > 0 && performance.now() - this.#measuredAt >= everyMs) await this.#measure();
  }

  async #measure(): Promise<void> {
    const { servers, warnAfterMs } = this.#config;
    const { ask = askNtp, random } = this.#ports;
    // Not legal time, which the sandbox moves: this machine's own.
    const ports = { clock: systemLegalTime(), monotonic: systemMonotonic(), random };
    this.#measuredAt = performance.now();
    const before = wallMinusElapsed();
    const answers = await Promise.all(servers.map((server) => ask(server, ANSWER_MS, ports)));
    // Set while the answers were on their way: they say nothing, the next look measures again.
    if (Math.abs(wallMinusElapsed() - before) > warnAfterMs) return;
    await this.#adopt(judgeOffsets(answers, this.#config), answers);
  }

  async #adopt(judgement: ClockJudgement, answers: readonly (NtpMeasure | NtpFailure)[]): Promise<void> {
    const was = this.stopped;
    if (judgement.kind === 'wrong') this.stopped = stoppedBy(judgement.offsetMs);
    // A clock that was found wrong, and that nobody could be asked about since, is not right again for that.
    else if (judgement.kind !== 'unknown') this.stopped = undefined;
    const isNew = judgement.kind !== this.#kind || (was === undefined) !== (this.stopped === undefined);
    this.#kind = judgement.kind;
    if (isNew) this.#tell(judgement);
    const { legalTime, store } = this.#ports;
    const at = legalTime.now();
    const state: ClockState = { at, isStopped: this.stopped !== undefined, judgement, servers: answers.map(shown) };
    this.#keptAt = Math.max(this.#keptAt, at);
    const record = isNew ? this.#record(at, judgement) : undefined;
    await store.commit({
      documents: [{ name: CLOCK_STATE, bytes: new TextEncoder().encode(JSON.stringify(state)), at: this.#keptAt }],
      ...(record !== undefined && { log: [record] }),
    });
  }

  #tell(judgement: ClockJudgement): void {
    const { log } = this.#ports;
    if (this.stopped !== undefined) log.error(judgement, this.stopped);
    else if (judgement.kind === 'warning')
      log.warn(judgement, "this machine's clock goes wrong: mend it before it stops the service");
    else if (judgement.kind === 'unknown') log.warn(judgement, 'too few time servers answer: the clock is not watched');
    else log.info(judgement, 'the clock is right');
  }

  /** Only what stops or starts the signing again is of the message log. */
  #record(at: number, judgement: ClockJudgement): LogRecord | undefined {
    if (judgement.kind === 'wrong')
      return { instant: at, point: 'SYS', event: 'OrologioFermo', eccezioni: [inWords(judgement)] };
    if (judgement.kind === 'regular')
      return { instant: at, point: 'SYS', event: 'OrologioRegolare', eccezioni: [inWords(judgement)] };
    return undefined;
  }
}

function wallMinusElapsed(): number {
  return Date.now() - performance.now();
}

function stoppedBy(offsetMs: number): string {
  return `the clock is ${(Math.abs(offsetMs) / 1_000).toFixed(3)} s ${offsetMs < 0 ? 'ahead' : 'behind'}: nothing is signed (DM 2.11.2005 a9)`;
}

/** The log is read in Italian. */
function inWords({ offsetMs, answered }: { readonly offsetMs: number; readonly answered: number }): string {
  return `scarto ${(offsetMs / 1_000).toFixed(3)} s, mediana di ${answered} server`;
}

function shown(answer: NtpMeasure | NtpFailure): ClockState['servers'][number] {
  if ('why' in answer) return { server: answer.server, why: answer.why };
  return { server: answer.server, offsetMs: Math.round(answer.offsetMs * 10) / 10 };
}
