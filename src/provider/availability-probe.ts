import type { Logger } from '#config';
import { joinSteps } from '#issuing';
import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { Digests, LegalTime, LogArchive, Monotonic, Step, Store } from '#ports';
import { outagesAfter, type ProbeOutcome, type ProbeState, stateAfter } from './availability-probe-outages.ts';
import { LAST_PROBE } from './duty-documents.ts';
import { outageDocuments, readOutages } from './outage-documents.ts';

export interface AvailabilityProbePorts {
  readonly store: Pick<Store, 'document' | 'commit'> & Pick<LogArchive, 'documents'>;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly digests: Digests;
  readonly log: Logger;
  /** One probe; rejects when it cannot be made, or is called off. */
  probe(signal: AbortSignal): Promise<ProbeOutcome>;
}

export interface AvailabilityProbe {
  start(): void;
  /** One turn, when it is ours. */
  turn(): Promise<void>;
  stop(): Promise<void>;
}

/** A login that is refused is not tried again soon: guessers are shut out by the same brake. */
const REFUSED_MS = 600_000;

/** Before the time is over another process may have taken the turn; clocks of machines differ a little. */
const NEARLY = 0.8;

/**
 * The availability clock (spec 16.2): again and again one probe, of several processes by whichever comes first, and outages written down by what
 * it finds. On a timer of its own: no duty waits for it.
 */
export function openAvailabilityProbe(everyMs: number, ports: AvailabilityProbePorts): AvailabilityProbe {
  const watch = new ProbeWatch(everyMs, ports);
  const { monotonic } = ports;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let atWork: Promise<void> = Promise.resolve();
  let running = false;

  function tick(ms: number): void {
    if (!running) return;
    timer = setTimeout(() => {
      const began = monotonic.now();
      atWork = watch.turn().then(() => tick(Math.max(0, everyMs - (monotonic.now() - began))));
    }, ms).unref();
  }

  return {
    turn: () => watch.turn(),
    start() {
      running = true;
      tick(everyMs);
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

class ProbeWatch {
  readonly #everyMs: number;
  readonly #ports: AvailabilityProbePorts;
  readonly #ended = new AbortController();
  /** Turns that nothing could be kept of. */
  #missed: { readonly since: Instant; readonly count: number; readonly why: string } | undefined;
  /** Monotonic. */
  #notBefore = Number.NEGATIVE_INFINITY;
  #isFirst = true;

  constructor(everyMs: number, ports: AvailabilityProbePorts) {
    this.#everyMs = everyMs;
    this.#ports = ports;
  }

  end(): void {
    this.#ended.abort();
  }

  /** Never rejects. */
  async turn(): Promise<void> {
    const { legalTime, monotonic, log } = this.#ports;
    if (monotonic.now() < this.#notBefore) return;
    const at = legalTime.now();
    try {
      const before = await this.#take(at);
      if (before === undefined) return;
      const outcome = await this.#ports.probe(this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      await this.#keep(before, outcome, at);
      this.#missed = undefined;
    } catch (fault) {
      if (this.#ended.signal.aborted) return;
      const { since = at, count = 0 } = this.#missed ?? {};
      this.#missed = { since, count: count + 1, why: (fault as Error).message };
      if (count === 0) log.error({ err: fault }, 'the service could not be probed, and will be tried again');
    }
  }

  /** What was known before, when the turn is ours: one process probes at a time. */
  async #take(at: Instant): Promise<ProbeState | undefined> {
    const { store, digests } = this.#ports;
    const kept = await store.document(LAST_PROBE);
    const before: ProbeState = kept === undefined ? { at } : readProbeState(kept.bytes);
    if (kept !== undefined && at >= before.at && at - before.at < this.#everyMs * NEARLY) return undefined;
    const sha256 = kept && hex(digests.sha256Of(kept.bytes));
    const taken = await store.commit({
      expects: [{ kind: 'document', name: LAST_PROBE, sha256 }],
      ...stateDocument({ ...before, at }),
    });
    return taken.done ? this.#withMissed(before) : undefined;
  }

  #withMissed(before: ProbeState): ProbeState {
    if (this.#missed === undefined) return before;
    const { since, count, why } = this.#missed;
    const run = { since: before.run?.since ?? since, count: (before.run?.count ?? 0) + count };
    return { ...before, run, outcome: { kind: 'failed', points: ['AP', 'InP', 'DP'], why } };
  }

  async #keep(before: ProbeState, outcome: ProbeOutcome, at: Instant): Promise<void> {
    const { store } = this.#ports;
    const isCalm = outcome.kind === 'good' && before.run === undefined && !this.#isFirst;
    const outages = isCalm ? [] : outagesAfter(before, outcome, at, await readOutages(store));
    const state = stateDocument(stateAfter(before, outcome, at));
    await store.commit(joinSteps(state, ...outages.map((outage) => outageDocuments(outage, at))));
    this.#isFirst = false;
    this.#tell(before, outcome);
    for (const { from, to, points, reason } of outages) {
      const span = { from: isoLegalTime(from), ...(to !== undefined && { to: isoLegalTime(to) }), points, reason };
      if (to === undefined) this.#ports.log.error(span, 'the service does not work: an outage was written down');
      else this.#ports.log.warn(span, 'an outage of the service has ended, and was written down');
    }
  }

  /** What is wrong with the probe itself is said once. */
  #tell({ outcome: last }: ProbeState, outcome: ProbeOutcome): void {
    if (outcome.kind !== 'unable') return;
    const { log, monotonic } = this.#ports;
    if (outcome.isRefused) this.#notBefore = monotonic.now() + REFUSED_MS;
    if (last?.kind !== 'unable' || last.why !== outcome.why)
      log.error({ why: outcome.why }, 'the availability is not probed: mend the settings of the probe');
  }
}

/** How the last probe went. */
export function readProbeState(octets: Uint8Array): ProbeState {
  return JSON.parse(new TextDecoder().decode(octets)) as ProbeState;
}

function stateDocument(state: ProbeState): Pick<Step, 'documents'> {
  return {
    documents: [{ name: LAST_PROBE, bytes: new TextEncoder().encode(JSON.stringify(state)), at: state.at }],
  };
}
