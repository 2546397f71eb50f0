import type pg from 'pg';
import type { CommitResult, FailedExpectation, FolderChange, Job, Step } from '#ports';
import { type PostgresConnection, sqlState } from './connection.ts';
import { GroupQuery, MessageRoom } from './group-query.ts';
import { GroupRows } from './group-rows.ts';
import { groupStatement, REFUSED } from './group-statement.ts';
import { LostConnection, orLost } from './lost-connection.ts';
import { openWriter } from './open-writer.ts';
import { bigCardFault } from './refuse-big-cards.ts';
import { GroupClaims, type StepClaims, stepClaims } from './step-claims.ts';
import { addStepRows, type GroupContext, type HandOver, type StepRows } from './step-rows.ts';
import { storedKey } from './stored-text.ts';

export interface GroupLimits {
  /** How long the first step of an idle moment waits for company. */
  readonly gatherMs: number;
  readonly maxSteps: number;
  /** Literal octets; a single bigger step goes alone. */
  readonly maxBytes: number;
}

/** What the store is told of committed steps. */
export interface GroupEvents {
  handOver(): HandOver | undefined;
  /** After the commit, before the next group is made. `fresh`: the steps whose every row is new. */
  committed(fresh: readonly Step[], jobs: readonly Job[], wakes: boolean): void;
  /** The steps in which cards were changed. */
  carded(steps: readonly Step[]): void;
  /** The folders in which something was placed. */
  placed(changes: readonly FolderChange[]): void;
}

interface Waiting {
  readonly step: Step;
  readonly claims: StepClaims;
  readonly bytes: number;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

type Verdict =
  | { readonly kind: 'done'; readonly result: CommitResult }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'fault'; readonly error: Error };

/** The planner knows nothing of the arrays it will get, and less of tables still empty: one plan, by index, for all groups. */
const PLAN_SETTINGS = `SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
  SET enable_mergejoin = off`;

/** Repeated at once: another process wrote the same key meanwhile, or the server chose us to break a tie. */
const TRY_AGAIN = new Set(['23505', '40001', '40P01']);

/** How far behind a step that must wait others are looked for. */
const LOOK_AHEAD = 4;

/**
 * Group commit: one connection, one group in flight; what arrives meanwhile is the next group. The promise of a
 * step is settled only after the server acknowledged the commit of its group.
 */
export class GroupWriter implements AsyncDisposable {
  readonly #connection: PostgresConnection;
  readonly #limits: GroupLimits;
  readonly #events: GroupEvents;
  #client: pg.Client | undefined;
  #room = new MessageRoom();
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #wakeGather: (() => void) | undefined;
  #closed = false;

  constructor(connection: PostgresConnection, limits: GroupLimits, events: GroupEvents) {
    this.#connection = connection;
    this.#limits = limits;
    this.#events = events;
  }

  commit(step: Step): Promise<CommitResult> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    const tooBig = bigCardFault(step);
    if (tooBig) return Promise.reject(tooBig);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ step, claims: stepClaims(step), bytes: literalBytes(step), resolve, reject });
      if (this.#waiting.length >= this.#limits.maxSteps) this.#wakeGather?.();
      this.#running ??= this.#run();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#wakeGather?.();
    await this.#running;
    await this.#client?.end();
  }

  async #run(): Promise<void> {
    await this.#gather();
    while (this.#waiting.length > 0) {
      const group = this.#take();
      await this.#write(group);
      await new Promise(setImmediate);
    }
    this.#running = undefined;
  }

  #gather(): Promise<void> {
    const { gatherMs, maxSteps } = this.#limits;
    if (this.#closed || this.#waiting.length >= maxSteps) return Promise.resolve();
    if (gatherMs === 0) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, gatherMs);
      this.#wakeGather = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes the next group out of the waiting steps, in order; a step that meets an earlier one stays for a later group. */
  #take(): Waiting[] {
    const { maxSteps, maxBytes } = this.#limits;
    const claims = new GroupClaims();
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    let bytes = 0;
    let i = 0;
    for (; i < this.#waiting.length && i < maxSteps * LOOK_AHEAD && group.length < maxSteps; i++) {
      const one = this.#waiting[i]!;
      if (group.length > 0 && bytes + one.bytes > maxBytes) break;
      if (claims.join(one.claims)) {
        group.push(one);
        bytes += one.bytes;
      } else left.push(one);
    }
    this.#waiting = left.concat(this.#waiting.slice(i));
    return group;
  }

  /** Writes the group; when the statement fails, each of its steps alone, so that none suffers for another. */
  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#attempt(group, false);
    } catch (error) {
      if (error instanceof LostConnection) return this.#lost(group, error);
      for (const one of group) await this.#writeAlone(one);
    }
  }

  async #writeAlone(one: Waiting): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt([one], true);
      } catch (error) {
        if (error instanceof LostConnection) return this.#lost([one], error);
        if (attempt === 3 || !TRY_AGAIN.has(sqlState(error) ?? '')) return one.reject(error);
      }
    }
  }

  /** Nobody knows whether the group was written. The next group opens a new connection. */
  #lost(group: readonly Waiting[], error: LostConnection): void {
    void this.#client?.end().catch(() => {});
    this.#client = undefined;
    for (const one of group) one.reject(error);
  }

  async #attempt(group: readonly Waiting[], repeatable: boolean): Promise<void> {
    const client = await this.#open().catch(orLost);
    const rows = new GroupRows();
    // A repeated job may exist already: it is never handed over, but claimed like any other.
    const handOver = repeatable ? undefined : this.#events.handOver();
    const context: GroupContext = { rows, placed: new Map(), handOver };
    const added = group.map((one, n) => addStepRows(context, one.step, n));
    const sections = rows.sections();
    const query = new GroupQuery(groupStatement(sections, repeatable), rows.values(sections), this.#room);
    const answer = await this.#ask(client, query).catch(orLost);
    this.#settle(group, added, answer, !repeatable);
  }

  /** The one row of the answer. After a fault nobody knows whether the message has left: its room is given up. */
  #ask(client: pg.Client, query: GroupQuery): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const callback = (error: Error | null, result: pg.QueryResult<Answer>) => {
        if (!error) return resolve(result.rows[0]!);
        this.#room = new MessageRoom();
        reject(error);
      };
      client.query(Object.assign(query, { callback }));
    });
  }

  #settle(group: readonly Waiting[], added: readonly StepRows[], answer: Answer, fresh: boolean): void {
    const verdicts = readVerdicts(group, answer);
    const undecided = group.filter((_, n) => verdicts[n]!.kind === 'undecided');
    this.#waiting = undecided.concat(this.#waiting);
    const done: Step[] = [];
    const carded: Step[] = [];
    const jobs: Job[] = [];
    let wakes = false;
    for (const [n, verdict] of verdicts.entries()) {
      if (verdict.kind === 'fault') group[n]!.reject(verdict.error);
      if (verdict.kind !== 'done') continue;
      group[n]!.resolve(verdict.result);
      if (!verdict.result.done) continue;
      if (fresh) done.push(group[n]!.step);
      if (group[n]!.step.cards?.length) carded.push(group[n]!.step);
      jobs.push(...added[n]!.leased);
      wakes ||= added[n]!.wakes;
    }
    this.#events.committed(done, jobs, wakes);
    if (carded.length > 0) this.#events.carded(carded);
    if (answer.folders)
      this.#events.placed(answer.folders.map(([mailbox, folder, modseq]) => ({ mailbox, folder, modseq })));
  }

  async #open(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = await openWriter(this.#connection, 'writer', PLAN_SETTINGS);
    // Lost while nothing was being written: the next group opens another, and nobody hears of it.
    client.once('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }

  /** Opens the connection before the first step, so that an unsafe database is refused at start. */
  async open(): Promise<void> {
    await this.#open();
  }
}

interface Answer {
  readonly refused: string | null;
  readonly uids: string | null;
  readonly folders: readonly (readonly [mailbox: string, folder: string, modseq: number])[] | null;
}

type Refusal = readonly [step: number, kind: number, a: string, b: string | null, c: string | null];

function readVerdicts(group: readonly Waiting[], answer: Answer): readonly Verdict[] {
  const refusals = new Map<number, Refusal>();
  for (const refusal of JSON.parse(answer.refused ?? '[]') as Refusal[]) {
    const first = refusals.get(refusal[0]);
    if (!first || refusal[1] < first[1]) refusals.set(refusal[0], refusal);
  }
  const uids = answer.uids === null ? [] : answer.uids.split(',').map(Number);
  let at = 0;
  return group.map(({ step }, n) => {
    const refusal = refusals.get(n);
    if (refusal) return refused(step, refusal);
    const count = step.placements?.length ?? 0;
    at += count;
    return { kind: 'done', result: { done: true, uids: uids.slice(at - count, at) } };
  });
}

function refused(step: Step, [, kind, a, b, c]: Refusal): Verdict {
  if (kind === REFUSED.undecided) return { kind: 'undecided' };
  if (kind === REFUSED.missing)
    return { kind: 'fault', error: new Error(`a placement or a card names message ${a}, which does not exist`) };
  return { kind: 'done', result: { done: false, failed: failedExpectation(step, kind, a, b, c) } };
}

function failedExpectation(step: Step, kind: number, a: string, b: string | null, c: string | null): FailedExpectation {
  if (kind === REFUSED.lease) return { kind: 'lease', jobId: a };
  if (kind === REFUSED.quota) return { kind: 'quota', mailbox: a };
  if (kind === REFUSED.document) return { kind: 'document', name: a };
  if (kind === REFUSED.card) return { kind: 'card', card: { kind: a, id: b! } };
  if (kind === REFUSED.tracking) return { kind: 'tracking', identificativo: a, recipient: b! };
  const key = step.seen?.find((seen) => storedKey(seen.key) === a)?.key ?? a;
  return { kind: 'seen', key, sha256: b!, messageId: c! };
}

function literalBytes(step: Step): number {
  let total = 0;
  for (const { rope } of step.messages ?? [])
    for (const piece of rope) if (piece instanceof Uint8Array) total += piece.length;
  for (const { bytes } of step.documents ?? []) total += bytes.length;
  return total;
}
