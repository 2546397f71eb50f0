import { Refusal } from '#contract';
import { QUEUE_LIFE_MS } from '#issuing';
import { domainOf } from '#mime';
import { isoLegalTime } from '#pec';
import type { Job, JobQueue, LegalTime, Store } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';

export interface QueuePorts {
  readonly store: Pick<Store, 'jobs' | 'job' | 'jobQueues' | 'commit'>;
  readonly legalTime: LegalTime;
}

export interface QueueFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly queue?: string | undefined;
}

/** What waits: by destination, all counted, and job by job. Addresses are not told, only how many there are. */
export async function readQueue({ limit, after, queue }: QueueFilter, { store }: QueuePorts) {
  const [queues, jobs] = await Promise.all([
    store.jobQueues(),
    store.jobs(limit + 1, { queue, after: after === undefined ? undefined : readPlace(after) }),
  ]);
  const page = jobs.slice(0, limit);
  return {
    queues: queues.map(tellQueue),
    jobs: page.map(tellJob),
    ...(jobs.length > limit && { next: placeOf(page.at(-1)!) }),
  };
}

/** A place in the order of jobs, which stays one when the job itself has gone. */
const placeOf = ({ runAt, id }: Pick<Job, 'runAt' | 'id'>) => `${runAt} ${id}`;

function readPlace(text: string): Pick<Job, 'runAt' | 'id'> {
  const [runAt, id = ''] = text.split(' ');
  return { runAt: Number(runAt) || 0, id };
}

function tellQueue({ queue, jobs, runAt, expiresAt, lastError }: JobQueue) {
  return {
    ...{ queue, jobs, oldest: isoLegalTime(expiresAt - QUEUE_LIFE_MS), nextAt: isoLegalTime(runAt) },
    ...(lastError !== undefined && { lastError }),
  };
}

const bornAt = ({ expiresAt }: Job) => expiresAt - QUEUE_LIFE_MS;

function tellJob(job: Job) {
  const { id, queue, work, runAt, expiresAt, attempts, token, lastError } = job;
  const { notice, identificativo } = work.kind === 'deliver' ? { notice: undefined, identificativo: undefined } : work;
  return {
    ...{ id, queue, kind: work.kind, attempts },
    ...(notice !== undefined && { notice }),
    ...(identificativo !== undefined && { identificativo }),
    recipients: work.recipients.length,
    since: isoLegalTime(bornAt(job)),
    nextAt: isoLegalTime(runAt),
    givesUpAt: isoLegalTime(expiresAt),
    isRunning: token !== '',
    ...(lastError !== undefined && { lastError }),
  };
}

/**
 * `retry`: at once instead of at its hour. `give-up`: no more attempts; its sender is told by the notices owed, in the words that it was ended
 * by hand (RFC 6109 3.1.6). A job at work is left alone: what its peer has taken could not be taken back.
 */
export async function actOnJob(
  by: Actor,
  id: string,
  { act, reason }: { readonly act: 'retry' | 'give-up'; readonly reason: string },
  ports: QueuePorts,
): Promise<void> {
  const job = await ports.store.job(id);
  if (job === undefined) throw notFound();
  if (job.token !== '') throw atWork();
  const work = act === 'give-up' ? { ...job.work, givenUp: { by: by.login } } : job.work;
  const error = job.lastError ?? '-';
  const step = {
    expects: [{ kind: 'lease', jobId: id, token: '' }],
    retry: [{ jobId: id, runAt: Math.min(job.runAt, ports.legalTime.now()), error, work }],
  } as const;
  const about = 'identificativo' in work && work.identificativo !== undefined ? `${work.identificativo}; ` : '';
  const domains = [...new Set(work.recipients.map(domainOf))].join(', ');
  const what = { act: `coda-${act === 'retry' ? 'riprova' : 'interrotta'}`, on: job.queue };
  await commitAct(step, { ...what, detail: `${about}${domains}; ${reason}` }, by, ports);
}

const atWork = () =>
  new Refusal('conflict', 'job-at-work', {
    it: 'È in corso un tentativo: attendere che finisca.',
    en: 'An attempt is under way: wait until it is over.',
    de: 'Ein Versuch läuft gerade: bitte abwarten.',
  });
