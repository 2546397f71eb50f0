import type { Dispatch, Job, LogRecord, NewJob, Step, StoredMessage } from '#ports';
import { accountKey, addAccountRow } from './account-rows.ts';
import type { Cell } from './binary-array.ts';
import { addCardRows } from './card-rows.ts';
import { flagText, threadText } from './flag-text.ts';
import type { GroupRows } from './group-rows.ts';
import { ropeToRows } from './rope-rows.ts';
import { addressTerm, searchTerm, storedKey, storedText } from './stored-text.ts';

/** Who takes jobs in memory, and for how many there is room in this group. */
export interface HandOver {
  readonly worker: string;
  readonly now: number;
  readonly leasedAt: number;
  readonly leasedUntil: number;
  room: number;
}

/** What the steps of one group have in common. */
export interface GroupContext {
  readonly rows: GroupRows;
  /** Octets that earlier steps of the group place, by mailbox. */
  readonly placed: Map<string, number>;
  readonly handOver: HandOver | undefined;
}

export interface StepRows {
  /** Jobs born leased, for `take` after the commit. */
  readonly leased: readonly Job[];
  /** Something is now free to be claimed by anybody. */
  readonly wakes: boolean;
}

/** Writes one step into the group's rows, as step number `n`. */
export function addStepRows(group: GroupContext, step: Step, n: number): StepRows {
  const { rows } = group;
  refuseContradiction(step);
  addExpectations(group, step, n);
  for (const message of step.messages ?? []) addMessage(rows, message, n);
  for (const { key, sha256, messageId } of step.seen ?? []) {
    rows.add('seen', { step: n, key: storedKey(key), sha256: Buffer.from(sha256, 'hex'), message: messageId });
  }
  for (const dispatch of step.dispatches ?? []) addDispatch(rows, dispatch, n);
  for (const { identificativo, recipient, state, dueAt } of step.track ?? []) {
    rows.add('track', { step: n, identificativo, recipient, state, due_at: dueAt ?? null });
  }
  for (const { identificativo, recipient, from, to, dueAt } of step.tracking ?? []) {
    rows.add('tracking', { step: n, identificativo, recipient, was: from, state: to, due_at: dueAt ?? null });
  }
  for (const record of step.log ?? []) addLogRecord(rows, record, n);
  addPlacements(group, step, n);
  addRareRows(rows, step, n);
  addCardRows(rows, step, n);
  for (const { jobId } of step.done ?? []) rows.add('done', { step: n, id: jobId });
  for (const { jobId, runAt, error, work } of step.retry ?? []) {
    const newWork = work ? JSON.stringify(work) : null;
    rows.add('retry', { step: n, id: jobId, run_at: runAt, last_error: storedText(error), work: newWork });
  }
  // A job that ends in this step existed before it, and an id that exists is left as it is.
  const born = step.jobs?.filter((job) => !step.done?.some(({ jobId }) => jobId === job.id)) ?? [];
  const leased = born.flatMap((job) => addJob(group, job, n) ?? []);
  return { leased, wakes: born.length > leased.length || (step.retry?.length ?? 0) > 0 };
}

/** One statement changes a row once. Two changes of one row in one step mean a fault of ours. */
function refuseContradiction(step: Step): void {
  const changed = [
    ...(step.tracking ?? []).map((change) => `tracking of ${change.identificativo} ${change.recipient}`),
    ...(step.done ?? []).map(({ jobId }) => `job ${jobId}`),
    ...(step.retry ?? []).map(({ jobId }) => `job ${jobId}`),
    ...(step.cards ?? []).map(({ card }) => `card ${card.kind} ${card.id}`),
  ];
  const twice = changed.length > 1 ? changed.find((name, i) => changed.indexOf(name) < i) : undefined;
  if (twice) throw new RangeError(`a step changes the ${twice} twice`);
}

function addExpectations(group: GroupContext, step: Step, n: number): void {
  for (const expectation of step.expects ?? []) {
    if (expectation.kind === 'lease') {
      group.rows.add('lease', { step: n, job: expectation.jobId, token: expectation.token });
    } else if (expectation.kind === 'document') {
      group.rows.add('version', { step: n, name: expectation.name, sha256: expectation.sha256 ?? null });
    } else {
      const { mailbox, bytes, upTo } = expectation;
      group.rows.add('quota', { step: n, mailbox, bytes, before: group.placed.get(mailbox) ?? 0, up_to: upTo ?? null });
    }
  }
}

function addMessage(rows: GroupRows, message: StoredMessage, n: number): void {
  const { literal, slices, layout } = ropeToRows(message.rope);
  const { id, size } = message;
  const sha256 = Buffer.from(message.sha256, 'hex');
  rows.add('message', { step: n, id, size, sha256, literal, layout: layout && `{${layout.join(',')}}` });
  for (const [i, { blob, offset, length }] of slices.entries()) {
    rows.add('blob', { step: n, message: id, ordinal: i + 1, blob, start: offset, length });
  }
}

function addDispatch(rows: GroupRows, { facts, acceptedAt, mailbox, envelope }: Dispatch, n: number): void {
  const { identificativo } = facts;
  rows.add('dispatch', {
    step: n,
    identificativo,
    facts: JSON.stringify(facts),
    accepted_at: acceptedAt,
    mailbox,
    envelope,
  });
}

/** The record is kept whole as JSON; the columns beside it are only for the search. */
function addLogRecord(rows: GroupRows, record: LogRecord, n: number): void {
  const { instant, event, mittente, identificativo, msgid } = record;
  rows.add('log', {
    step: n,
    instant,
    event,
    sender: mittente === undefined ? null : addressTerm(mittente),
    recipients: recipientTerms(record),
    identificativo: searchTerm(identificativo),
    msgid: searchTerm(msgid),
    record: JSON.stringify(record),
  });
}

function recipientTerms({ destinatari = [], consegna, ricezione = [] }: LogRecord): string | null {
  const addresses = [
    ...destinatari.map(({ address }) => address),
    ...(consegna === undefined ? [] : [consegna]),
    ...ricezione,
  ];
  return addresses.length === 0 ? null : [...new Set(addresses.map(addressTerm))].join('\n');
}

function addPlacements(group: GroupContext, step: Step, n: number): void {
  for (const { mailbox, folder, messageId, size, internalDate, flags = [], thread } of step.placements ?? []) {
    const row = { step: n, mailbox, folder, message: messageId, size, internal_date: internalDate };
    group.rows.add('place', { ...row, flags: flagText(flags), thread: threadText(thread) });
    group.placed.set(mailbox, (group.placed.get(mailbox) ?? 0) + size);
    const own = step.messages?.some((message) => message.id === messageId);
    if (!own) group.rows.add('needs', { step: n, message: messageId });
  }
}

function addRareRows(rows: GroupRows, step: Step, n: number): void {
  for (const item of step.quarantine ?? []) {
    rows.add('quarantine', {
      step: n,
      id: item.id,
      at: item.at,
      message: item.messageId,
      record: JSON.stringify(item),
    });
  }
  for (const { name, bytes, at } of lastOf(step.documents ?? [], (document) => document.name)) {
    rows.add('document', { step: n, name, bytes, at });
  }
  for (const name of step.forget ?? []) rows.add('forget', { step: n, name });
  for (const change of lastOf(step.accounts ?? [], accountKey)) addAccountRow(rows, change, n);
}

/** One statement writes a row once: of several values for one key the last is what a step in order would leave. */
function lastOf<T>(values: readonly T[], key: (value: T) => string): Iterable<T> {
  return values.length < 2 ? values : new Map(values.map((value) => [key(value), value])).values();
}

/** The job as it is handed over, when it is born leased. */
function addJob({ rows, handOver }: GroupContext, job: NewJob, n: number): Job | undefined {
  const lease = handOver && handOver.room > 0 && job.runAt <= handOver.now ? handOver : undefined;
  const token = lease ? leaseToken(lease.worker, 1) : null;
  const { id, queue, runAt, expiresAt } = job;
  const given: Readonly<Record<'token' | 'leased_at' | 'leased_until', Cell>> = {
    token,
    leased_at: lease?.leasedAt ?? null,
    leased_until: lease?.leasedUntil ?? null,
  };
  const row = { step: n, id, queue, work: JSON.stringify(job.work), run_at: runAt, expires_at: expiresAt };
  rows.add('job', { ...row, attempts: lease ? 1 : 0, ...given });
  if (!lease || token === null) return undefined;
  lease.room--;
  return { ...job, attempts: 1, token };
}

/** Never the same twice for one job, since every taking counts an attempt. `job-claims.ts` makes it in SQL. */
export function leaseToken(worker: string, attempt: number): string {
  return `${worker}:${attempt}`;
}
