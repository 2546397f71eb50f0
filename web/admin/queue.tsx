import { type ReactNode, useState } from 'react';
import {
  type AnswerOf,
  Badge,
  Button,
  EmptyState,
  formatDistance,
  formatMinute,
  formatNumber,
  MoreButton,
  Notice,
  serverNow,
  Table,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { Arrived, Page, Panel } from './page.tsx';
import { domainOfQueue, isNotice } from './queue-words.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { hasRole } from './roles.ts';
import { useAct, usePages } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

const LIST = 'GET /admin/queue';
type Board = AnswerOf<typeof LIST>;
type Job = Board['jobs'][number];
const EVERY_MS = 15_000;
const STEP = 100;

/** What waits to go out or in: by destination, then one by one. */
export function Queue() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const [queue, setQueue] = useState<string>();
  const query = { limit: STEP, ...(queue !== undefined && { queue }) };
  const { pages, more, ...asked } = usePages(LIST, { query }, { everyMs: EVERY_MS });
  // All pages tell of all queues: the first was asked together with what stands above.
  const board = pages?.[0] && { queues: pages[0].queues, jobs: pages.flatMap(({ jobs }) => jobs) };
  return (
    <Page title={frame('places.queue')} lead={say('queue.lead')}>
      <Arrived of={{ ...asked, data: board, refetch: asked.again }}>
        {(told) =>
          told.queues.length === 0 ? (
            <EmptyState icon="check-circle" title={say('queue.empty')}>
              <p>{say('queue.emptyText')}</p>
            </EmptyState>
          ) : (
            <>
              <Destinations queues={told.queues} chosen={queue} onChoose={setQueue} />
              <Jobs jobs={told.jobs} queue={queue} onAll={() => setQueue(undefined)}>
                <MoreButton {...more} />
              </Jobs>
            </>
          )
        }
      </Arrived>
    </Page>
  );
}

function Destinations({
  queues,
  chosen,
  onChoose,
}: {
  queues: Board['queues'];
  chosen: string | undefined;
  onChoose: (queue: string) => void;
}) {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const nameOf = useQueueNames();
  const now = serverNow();
  return (
    <Panel title={say('queue.destinations')}>
      <Table
        caption={say('queue.destinations')}
        rows={queues}
        keyOf={({ queue }) => queue}
        columns={[
          {
            key: 'queue',
            head: say('queue.destination'),
            isHead: true,
            cell: ({ queue }) => (
              <button type="button" className="as-link" aria-pressed={queue === chosen} onClick={() => onChoose(queue)}>
                {nameOf(queue)}
              </button>
            ),
          },
          { key: 'jobs', head: say('queue.jobs'), isNumber: true, cell: ({ jobs }) => formatNumber(jobs, language) },
          { key: 'oldest', head: say('queue.oldest'), cell: ({ oldest }) => <Age at={oldest} now={now} /> },
          { key: 'next', head: say('queue.next'), cell: ({ nextAt }) => formatDistance(nextAt, language, now) },
          {
            key: 'error',
            head: say('queue.lastError'),
            cell: ({ lastError }) => <span className="peer-words">{lastError ?? '—'}</span>,
          },
        ]}
      />
    </Panel>
  );
}

/** Where a queue leads, for people. */
function useQueueNames(): (queue: string) => string {
  const say = useTexts(runningWords);
  return (queue) => domainOfQueue(queue) ?? say(`queue.ours.${queue === 'receive' ? 'receive' : 'deliver'}`);
}

const WARN_MS = 12 * 3_600_000;

/** After twelve hours the sender was warned; after twenty-four it is over. */
function Age({ at, now }: { at: string; now: number }) {
  const language = useLanguage();
  const words = formatDistance(at, language, now);
  return now - Date.parse(at) > WARN_MS ? (
    <Badge tone="bad" icon="clock">
      {words}
    </Badge>
  ) : (
    words
  );
}

function Jobs({
  jobs,
  queue,
  onAll,
  children,
}: {
  jobs: readonly Job[];
  queue: string | undefined;
  onAll: () => void;
  children: ReactNode;
}) {
  const say = useTexts(runningWords);
  const nameOf = useQueueNames();
  const isOperator = hasRole(useMe(), 'operator');
  const [act, setAct] = useState<{ readonly job: Job; readonly kind: 'retry' | 'give-up' }>();
  return (
    <Panel
      title={queue === undefined ? say('queue.allJobs') : say('queue.jobsOf', { queue: nameOf(queue) })}
      actions={
        queue !== undefined && (
          <Button size="sm" onClick={onAll}>
            {say('queue.showAll')}
          </Button>
        )
      }
    >
      <ul className="jobs" aria-label={say('queue.allJobs')}>
        {jobs.map((job) => (
          <JobItem key={job.id} job={job} isOperator={isOperator} onAct={(kind) => setAct({ job, kind })} />
        ))}
      </ul>
      {children}
      {act !== undefined && <JobDialog job={act.job} kind={act.kind} onClose={() => setAct(undefined)} />}
    </Panel>
  );
}

function JobItem({
  job,
  isOperator,
  onAct,
}: {
  job: Job;
  isOperator: boolean;
  onAct: (kind: 'retry' | 'give-up') => void;
}) {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const now = serverNow();
  const { kind, notice, identificativo, recipients, since, nextAt, givesUpAt, attempts, isRunning } = job;
  const queue = useQueueNames()(job.queue);
  const name = isNotice(notice) ? say(`queue.notices.${notice}`) : say(`queue.kinds.${kind}`);
  return (
    <li>
      <div className="job-what">
        <p>
          <strong>{name}</strong> → {queue}
        </p>
        <p className="under">{say('queue.recipients', { count: recipients })}</p>
        {identificativo !== undefined && (
          <p className="under">
            <code>{identificativo}</code>
          </p>
        )}
        {job.lastError !== undefined && <p className="peer-words">{job.lastError}</p>}
      </div>
      <dl className="job-times">
        <div>
          <dt>{say('queue.since')}</dt>
          <dd>
            <Age at={since} now={now} />
          </dd>
        </div>
        <div>
          <dt>{say('queue.next')}</dt>
          <dd>
            {isRunning ? (
              <Badge tone="info" icon="refresh">
                {say('queue.running')}
              </Badge>
            ) : (
              formatDistance(nextAt, language, now)
            )}
            <span className="under">{say('queue.attempts', { count: attempts })}</span>
          </dd>
        </div>
        <div>
          <dt>{say('queue.givesUp')}</dt>
          <dd>{formatMinute(givesUpAt, language)}</dd>
        </div>
      </dl>
      {isOperator && !isRunning && (
        <div className="row-acts">
          <Button size="sm" aria-label={`${say('queue.retry')}: ${name}, ${queue}`} onClick={() => onAct('retry')}>
            {say('queue.retry')}
          </Button>
          <Button size="sm" aria-label={`${say('queue.giveUp')}: ${name}, ${queue}`} onClick={() => onAct('give-up')}>
            {say('queue.giveUp')}
          </Button>
        </div>
      )}
    </li>
  );
}

function JobDialog({ job, kind, onClose }: { job: Job; kind: 'retry' | 'give-up'; onClose: () => void }) {
  const say = useTexts(runningWords);
  const queue = useQueueNames()(job.queue);
  const word = kind === 'retry' ? 'retry' : 'giveUp';
  const doing = useAct('POST /admin/queue/{job}/{act}', {
    told: say(`queue.${word}Done`),
    renews: [LIST, 'GET /admin/overview'],
    done: onClose,
  });
  return (
    <ReasonDialog
      title={say(`queue.${word}Ask`, { queue })}
      consequences={
        kind === 'retry'
          ? [say('queue.retryThen')]
          : [say('queue.giveUpThen1'), say('queue.giveUpThen2', { count: job.recipients })]
      }
      action={say(`queue.${word}`)}
      isDanger={kind === 'give-up'}
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={(reason) => doing.mutate({ params: { job: job.id, act: kind }, body: { reason } })}
      onClose={onClose}
    >
      {job.lastError !== undefined && <Notice>{job.lastError}</Notice>}
    </ReasonDialog>
  );
}
