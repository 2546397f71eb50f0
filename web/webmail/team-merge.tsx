import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Letter, Merge, PartView, Preflight } from '#contract';
import {
  api,
  ask,
  Badge,
  Button,
  buttonClass,
  ErrorLine,
  ErrorState,
  Icon,
  IconButton,
  Notice,
  Progress,
  plain,
  Skeleton,
  Table,
  tell,
  urlOf,
  useTexts,
} from '#kit';
import { HtmlFrame } from './html-frame.tsx';
import { MessagePlace } from './message-place.ts';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { MergeFaults } from './team-merge-faults.tsx';
import { MergeLetterForm, type Settle } from './team-merge-letter.tsx';
import { MERGE_TONES } from './team-merges.tsx';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { writeTexts } from './write-texts.ts';

/** The server tells of each change; asked besides, should nothing be heard of it. */
const ASK_MS = 30_000;
const NO_PICTURES: ReadonlyMap<string, PartView> = new Map();

/** What a preview shows is looked at: its links lead nowhere, and what would come from elsewhere does not come. */
const noLink = () => {};
const noRemote = () => {};

/** One letter to many: column, letter, check, sending; then how it goes. */
export function MergePage() {
  const { mailbox, merge: id } = useParams({ strict: false }) as { mailbox: string; merge: string };
  const say = useTexts(teamTexts);
  const sayRoom = useTexts(roomTexts);
  const merge = useQuery({
    queryKey: ['merge', mailbox, id],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/merges/{merge}', { mailbox, merge: id }, { signal }) as Promise<Merge>,
    refetchInterval: ({ state }) => (state.data?.state === 'running' || state.data?.state === 'done' ? ASK_MS : false),
  });
  const now = merge.data;
  const settle: Settle = useRef(async () => {});
  const [turn, setTurn] = useState(0);
  const reload = async () => {
    await merge.refetch();
    setTurn(turn + 1);
  };
  return (
    <RoomFrame mailbox={mailbox} here="merges" title={now === undefined ? sayRoom('nav.merges') : plain(now.name)}>
      <p className="row">
        <Link to={`/invii/${mailbox}` as string}>{say('merges.back')}</Link>
        {now !== undefined && <Badge tone={MERGE_TONES[now.state]}>{say(`merges.${now.state}`)}</Badge>}
        {now !== undefined && <span className="quiet">{say('merges.rows', { count: now.rows })}</span>}
      </p>
      {merge.isPending && <Skeleton lines={6} />}
      {merge.isError && <ErrorState fault={merge.error} onRetry={() => void merge.refetch()} />}
      {now !== undefined && (
        <>
          <MergeFaults {...now} />
          {now.state === 'draft' && (
            <MergeLetterForm
              key={`${id} ${turn}`}
              mailbox={mailbox}
              merge={now}
              settle={settle}
              onReload={() => void reload()}
            />
          )}
          {now.addressColumn !== undefined && now.state === 'draft' && <Preview mailbox={mailbox} merge={now} />}
          {now.addressColumn !== undefined && <Running mailbox={mailbox} merge={now} settle={settle} />}
        </>
      )}
    </RoomFrame>
  );
}

interface Of {
  readonly mailbox: string;
  readonly merge: Merge;
}

function Preview({ mailbox, merge }: Of) {
  const say = useTexts(teamTexts);
  const sayWrite = useTexts(writeTexts);
  const [row, setRow] = useState(1);
  const seen = useQuery({
    queryKey: ['merge-row', mailbox, merge.id, merge.version, row],
    queryFn: ({ signal }) =>
      api(
        'GET /mailboxes/{mailbox}/merges/{merge}/preview/{row}',
        { mailbox, merge: merge.id, row },
        { signal },
      ) as Promise<{
        letter: Letter;
        preflight: Preflight;
      }>,
  });
  return (
    <section className="card stack" aria-labelledby="merge-check">
      <h2 id="merge-check">{say('merges.step3')}</h2>
      <div className="row">
        <IconButton
          icon="chevron-left"
          label={say('merges.previous')}
          disabled={row <= 1}
          onClick={() => setRow(row - 1)}
        />
        <span role="status">{say('merges.preview', { row, count: merge.rows })}</span>
        <IconButton
          icon="chevron-right"
          label={say('merges.next')}
          disabled={row >= merge.rows}
          onClick={() => setRow(row + 1)}
        />
      </div>
      {seen.isPending && <Skeleton />}
      <ErrorLine fault={seen.error} />
      {seen.data !== undefined && (
        <>
          {[...seen.data.preflight.faults, ...seen.data.preflight.warnings].map(({ code, detail }, at) => (
            <Notice key={`${code} ${detail}`} tone={at < seen.data.preflight.faults.length ? 'bad' : 'wait'}>
              {detail}
            </Notice>
          ))}
          <p className="row">
            <span className="break">{say('merges.to', { address: seen.data.letter.to.join(', ') })}</span>
            {seen.data.preflight.recipients.slice(0, 1).map(({ kind }) => (
              <Badge key={kind} tone={kind === 'certified' ? 'good' : 'wait'}>
                {sayWrite(`check.${kind}`)}
              </Badge>
            ))}
          </p>
          <div className="merge-letter">
            <strong>{plain(seen.data.letter.subject)}</strong>
            {seen.data.letter.html === undefined ? `\n\n${seen.data.letter.text}` : ''}
          </div>
          {seen.data.letter.html !== undefined && (
            <MessagePlace value={{ mailbox, folder: '', uid: 0 }}>
              <HtmlFrame html={seen.data.letter.html} pictures={NO_PICTURES} onLink={noLink} onRemote={noRemote} />
            </MessagePlace>
          )}
        </>
      )}
    </section>
  );
}

function Running({ mailbox, merge, settle }: Of & { readonly settle: Settle }) {
  const say = useTexts(teamTexts);
  const queries = useQueryClient();
  const doing = useDoing();
  const { state, progress, rows } = merge;
  const act = (what: 'test' | 'start' | 'pause' | 'stop') =>
    doing.go(async () => {
      if (state === 'draft') await settle.current();
      const name = 'POST /mailboxes/{mailbox}/merges/{merge}/{act}';
      queries.setQueryData(['merge', mailbox, merge.id], await api(name, { mailbox, merge: merge.id, act: what }));
      if (what === 'test') tell(say('merges.tested'), { tone: 'good' });
    });
  const start = async () => {
    if (!(await doing.go(() => settle.current()))) return;
    const { leftOut } = queries.getQueryData<Merge>(['merge', mailbox, merge.id]) ?? merge;
    const question = { title: say('merges.startTitle', { count: rows - leftOut }), text: say('merges.startText') };
    if (await ask({ ...question, action: say('merges.start') })) await act('start');
  };
  const stop = async () => {
    const question = { title: say('merges.stopTitle'), text: say('merges.stopText'), action: say('merges.stop') };
    if (await ask({ ...question, isDanger: true })) await act('stop');
  };
  const outcomes = ['waiting', 'accepted', 'refused', 'delivered', 'failed'] as const;
  const done = progress.accepted + progress.refused + progress.delivered + progress.failed;
  return (
    <section className="card stack" aria-labelledby="merge-go">
      <h2 id="merge-go">{say('merges.step4')}</h2>
      <ErrorLine fault={doing.fault} />
      <div className="row">
        {state === 'draft' && (
          <>
            <Button icon="check-circle" isBusy={doing.isBusy} onClick={() => void act('test')}>
              {say('merges.test')}
            </Button>
            <Button look="primary" icon="send" isBusy={doing.isBusy} onClick={() => void start()}>
              {say('merges.start')}
            </Button>
          </>
        )}
        {state === 'running' && <Button onClick={() => void act('pause')}>{say('merges.pause')}</Button>}
        {state === 'paused' && (
          <Button look="primary" onClick={() => void act('start')}>
            {say('merges.resume')}
          </Button>
        )}
        {(state === 'running' || state === 'paused') && (
          <Button look="danger" onClick={() => void stop()}>
            {say('merges.stop')}
          </Button>
        )}
      </div>
      {state !== 'draft' && (
        <>
          <Progress label={say('merges.progress', { done, count: rows })} value={done} max={Math.max(rows, 1)} />
          <Table
            caption={say('merges.outcome')}
            rows={outcomes.map((name) => ({ name, count: progress[name] }))}
            keyOf={({ name }) => name}
            columns={[
              { key: 'name', head: say('merges.outcome'), isHead: true, cell: ({ name }) => say(`merges.${name}`) },
              { key: 'count', head: say('merges.number'), isNumber: true, cell: ({ count }) => count },
            ]}
          />
          <p>
            <a
              className={buttonClass()}
              href={urlOf('GET /mailboxes/{mailbox}/merges/{merge}/report', { mailbox, merge: merge.id })}
              download
            >
              <Icon name="download" size="sm" />
              {say('merges.report')}
            </a>
          </p>
        </>
      )}
    </section>
  );
}
