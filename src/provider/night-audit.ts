import { setTimeout as wait } from 'node:timers/promises';
import type { CheckResult } from '#adapters/postgres';
import type { Logger } from '#config';
import { type Day, romeDay } from '#evidence';
import type { Instant } from '#pec';
import type { LegalTime, Monotonic, Store } from '#ports';
import { buildAuditReport, LAST_AUDIT, readReport, reportDocument, summaryOf } from './audit-report.ts';

/** How one check is to be done. */
export interface NightCheck {
  readonly now: Instant;
  readonly perRule: number;
  rest(): Promise<void>;
  /** Asked once no other process can begin: is there still something to do? */
  judge(): Promise<boolean>;
}

export interface NightAuditPorts {
  readonly store: Pick<Store, 'document' | 'commit'>;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly log: Logger;
  /** All invariants, on a connection of its own; undefined when another process is at it, or `judge` said no. */
  check(how: NightCheck): Promise<CheckResult | undefined>;
}

export interface NightAudit {
  start(): void;
  /** Looks at the clock now, and does what is due. */
  runDue(): Promise<void>;
  stop(): Promise<void>;
}

const TICK_MS = 10_000;
/** After midnight deadlines, jobs and the clock itself settle first; what is late for a moment is no finding. */
const SETTLE_MS = 60_000;
const RETRY_MS = 3_600_000;
/** Kept of each rule: enough to begin with, and a document that stays small. */
const PER_RULE = 20;
const LONGEST_REST_MS = 1_000;

/**
 * The auditor (spec 15.4) of the house, once for each legal day, soon after midnight in Rome: of several processes one does it. It
 * rests as long as it works, so that traffic goes before it. Apart from the other duties, which must not wait for it.
 */
export function openNightAudit(ports: NightAuditPorts): NightAudit {
  const watch = new NightWatch(ports);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> | undefined;
  let running = false;

  function runDue(): Promise<void> {
    atWork ??= watch.look().finally(() => {
      atWork = undefined;
    });
    return atWork;
  }

  function tick(): void {
    timer = setTimeout(() => void runDue().finally(() => running && tick()), TICK_MS).unref();
  }

  return {
    runDue,
    start() {
      running = true;
      void runDue();
      tick();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      watch.end();
      await atWork;
      clearTimeout(timer);
    },
  };
}

class NightWatch {
  readonly #ports: NightAuditPorts;
  readonly #ended = new AbortController();
  /** The last day that was audited, or needs none. */
  #done: Day | undefined;
  #due: Day | undefined;
  /** Monotonic. */
  #notBefore = 0;

  constructor(ports: NightAuditPorts) {
    this.#ports = ports;
  }

  end(): void {
    this.#ended.abort();
  }

  /** Never rejects. */
  async look(): Promise<void> {
    const { legalTime, monotonic, log } = this.#ports;
    try {
      const day = romeDay(legalTime.now());
      // A provider that begins has had no day yet.
      this.#done ??= (await this.#lastDay()) ?? day;
      // One that is said to be of a later day is of a clock that was wrong.
      if (this.#done > day) this.#done = day;
      if (day === this.#done) return;
      if (day !== this.#due) {
        this.#due = day;
        this.#notBefore = monotonic.now() + SETTLE_MS;
      }
      if (monotonic.now() < this.#notBefore) return;
      this.#notBefore = monotonic.now() + RETRY_MS;
      await this.#audit(day);
    } catch (err) {
      if (!this.#ended.signal.aborted) log.error({ err }, 'the audit of the night failed and will be tried again');
    }
  }

  async #audit(day: Day): Promise<void> {
    const { store, legalTime, monotonic, log, check } = this.#ports;
    const at = legalTime.now();
    const began = monotonic.now();
    const judge = async () => (await this.#lastDay()) !== day;
    const result = await check({ now: at, perRule: PER_RULE, rest: this.#resting(), judge });
    if (result === undefined) {
      // Another process has done it, or is at it and may fail: then it is asked again.
      if (!(await judge())) this.#done = day;
      return;
    }
    const report = buildAuditReport(result, at, monotonic.now() - began);
    await store.commit({ documents: [reportDocument(report, at)] });
    this.#done = day;
    const { durationMs, total, counts } = report;
    if (total === 0) log.info({ durationMs }, 'the audit of the night: nothing found');
    else
      log.error({ durationMs, total, counts }, `the audit of the night: ${summaryOf(report)} (ceralacca check --last)`);
  }

  async #lastDay(): Promise<Day | undefined> {
    const report = readReport(await this.#ports.store.document(LAST_AUDIT));
    return report && romeDay(Date.parse(report.at));
  }

  /** As long as was worked since the last rest. */
  #resting(): () => Promise<void> {
    const { monotonic } = this.#ports;
    const { signal } = this.#ended;
    let since = monotonic.now();
    return async () => {
      await wait(Math.min(monotonic.now() - since, LONGEST_REST_MS), undefined, { signal });
      since = monotonic.now();
    };
  }
}
