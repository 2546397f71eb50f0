import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import {
  type AnswerOf,
  api,
  asFault,
  Badge,
  Button,
  ErrorLine,
  formatDay,
  formatMinute,
  Notice,
  plain,
  Select,
  Skeleton,
  TextArea,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { useBox } from './frame.tsx';
import { delegatesQuery } from './team-queries.ts';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { useNames, usePeople } from './use-people.ts';
import './room.scss';

type Charge = AnswerOf<'GET /mailboxes/{mailbox}/threads/{thread}/charge'>;
interface ChargeChange {
  readonly assignee?: string | null;
  readonly state?: 'open' | 'in-charge' | 'done';
  readonly dueOn?: string | null;
}

/** The panel beside a message, where more than one person works in the box. */
export function ChargeBeside(of: { readonly mailbox: string; readonly thread: string }) {
  const box = useBox(of.mailbox);
  const { data: delegates = [] } = useQuery(delegatesQuery(of.mailbox));
  if (box === undefined || (box.level === 'own' && delegates.length === 0)) return null;
  return <ChargePanel key={of.thread} {...of} />;
}

/** Who is in charge of a conversation, by when, and what the team notes beside it. Nothing of it goes into a message. */
export function ChargePanel({ mailbox, thread }: { readonly mailbox: string; readonly thread: string }) {
  const say = useTexts(teamTexts);
  const box = useBox(mailbox);
  const queries = useQueryClient();
  const key = ['charge', mailbox, thread];
  const charge = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/threads/{thread}/charge', { mailbox, thread }, { signal }),
  });
  const doing = useDoing();
  const now = charge.data;
  const mayWrite = box !== undefined && box.level !== 'read';
  const change = (part: ChargeChange) =>
    void doing.go(async () => {
      const body = { version: now?.version ?? 0, ...part };
      queries.setQueryData(
        key,
        await api('PUT /mailboxes/{mailbox}/threads/{thread}/charge', { mailbox, thread }, { body }),
      );
    });
  const write = (text: string, done: () => void) =>
    void doing.go(async () => {
      queries.setQueryData(
        key,
        await api('POST /mailboxes/{mailbox}/threads/{thread}/notes', { mailbox, thread }, { body: { text } }),
      );
      done();
    });
  // Two at once: what is shown is how it stands now, so nobody has to load anything anew.
  const isOvertaken = doing.fault !== undefined && asFault(doing.fault).kind === 'changed';
  useEffect(() => {
    if (isOvertaken) void queries.invalidateQueries({ queryKey: ['charge', mailbox, thread] });
  }, [isOvertaken, queries, mailbox, thread]);
  if (charge.isPending) return <Skeleton lines={2} />;
  if (now === undefined) return <ErrorLine fault={charge.error} />;
  return (
    <section className="card stack charge no-print" aria-labelledby="charge">
      <div className="row">
        <h2 id="charge">{say('charge.title')}</h2>
        <ChargeBadge mailbox={mailbox} charge={now} />
      </div>
      {isOvertaken ? <Notice tone="wait">{say('charge.meanwhile')}</Notice> : <ErrorLine fault={doing.fault} />}
      {mayWrite && <ChargeFields mailbox={mailbox} charge={now} isBusy={doing.isBusy} onChange={change} />}
      <Notes mailbox={mailbox} notes={now.notes} />
      {mayWrite && <NoteForm isBusy={doing.isBusy} onWrite={write} />}
      {now.history.length > 0 && <History mailbox={mailbox} history={now.history} />}
    </section>
  );
}

function ChargeBadge({ mailbox, charge: { state, assignee } }: Pick<ChargeFieldsProps, 'mailbox' | 'charge'>) {
  const say = useTexts(teamTexts);
  const nameOf = useNames(mailbox);
  const words =
    state === 'done'
      ? say('charge.done')
      : assignee !== undefined
        ? say('charge.inCharge', { name: nameOf(assignee).name })
        : state === 'in-charge'
          ? say('charge.someone')
          : say('charge.open');
  return <Badge tone={state === 'done' ? 'good' : state === 'in-charge' ? 'info' : 'wait'}>{words}</Badge>;
}

interface ChargeFieldsProps {
  readonly mailbox: string;
  readonly charge: Charge;
  readonly isBusy: boolean;
  readonly onChange: (part: ChargeChange) => void;
}

function ChargeFields({ mailbox, charge, isBusy, onChange }: ChargeFieldsProps) {
  const say = useTexts(teamTexts);
  const me = useMe();
  const people = usePeople(mailbox);
  const { state, assignee, dueOn } = charge;
  const isGone = assignee !== undefined && !people.some(({ login }) => login === assignee);
  return (
    <>
      <div className="row">
        {state !== 'done' && assignee !== me?.login && me !== undefined && (
          <Button
            size="sm"
            look="primary"
            isBusy={isBusy}
            onClick={() => onChange({ assignee: me.login, state: 'in-charge' })}
          >
            {say('charge.take')}
          </Button>
        )}
        <Button size="sm" isBusy={isBusy} onClick={() => onChange({ state: state === 'done' ? 'open' : 'done' })}>
          {state === 'done' ? say('charge.reopen') : say('charge.finish')}
        </Button>
      </div>
      <div className="condition">
        <Select
          label={say('charge.assign')}
          value={assignee ?? ''}
          onChange={(event) =>
            onChange(
              event.target.value === ''
                ? { assignee: null, state: 'open' }
                : { assignee: event.target.value, state: 'in-charge' },
            )
          }
        >
          <option value="">{say('charge.nobody')}</option>
          {isGone && <option value={assignee}>{plain(assignee)}</option>}
          {people.map(({ login, name }) => (
            <option key={login} value={login}>
              {plain(name)}
            </option>
          ))}
        </Select>
        <DueField key={dueOn ?? ''} dueOn={dueOn} onChange={onChange} />
      </div>
    </>
  );
}

/** Told to the server when the field is left: while a year is typed it is a day in the year 2, 20, 202. */
function DueField({ dueOn = '', onChange }: Pick<Charge, 'dueOn'> & Pick<ChargeFieldsProps, 'onChange'>) {
  const say = useTexts(teamTexts);
  const [day, setDay] = useState(dueOn);
  return (
    <TextField
      label={say('charge.due')}
      type="date"
      value={day}
      onChange={(event) => setDay(event.target.value)}
      onBlur={() => {
        if (day !== dueOn) onChange({ dueOn: day === '' ? null : day });
      }}
    />
  );
}

/** `Anna Neri, 3 marzo 2026 09:00`, with the login for who asks. */
function ByWhom({ mailbox, login, at }: { readonly mailbox: string; readonly login: string; readonly at: string }) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const { name, title } = useNames(mailbox)(login);
  return <span title={title}>{say('charge.by', { name, date: formatMinute(at, language) })}</span>;
}

function Notes({ mailbox, notes }: Pick<Charge, 'notes'> & { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  return (
    <>
      <h3>{say('charge.notes')}</h3>
      <p className="quiet small">{say('charge.notesWhy')}</p>
      <ul className="plain lines">
        {notes.map(({ id, by, at, text }) => (
          <li key={id} className="charge-note">
            <p className="quiet small">
              <ByWhom mailbox={mailbox} login={by} at={at} />
            </p>
            <p className="break charge-text">{text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

interface NoteFormProps {
  readonly isBusy: boolean;
  readonly onWrite: (text: string, done: () => void) => void;
}

function NoteForm({ isBusy, onWrite }: NoteFormProps) {
  const say = useTexts(teamTexts);
  const [note, setNote] = useState('');
  const write = (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() !== '') onWrite(note.trim(), () => setNote(''));
  };
  return (
    <form className="stack" onSubmit={write}>
      <TextArea
        label={say('charge.write')}
        rows={2}
        maxLength={10_000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <div>
        <Button size="sm" type="submit" isBusy={isBusy}>
          {say('charge.add')}
        </Button>
      </div>
    </form>
  );
}

/** What changed, told by the server as `what:value`. */
function useChangeWords(mailbox: string): (what: string) => string {
  const say = useTexts(teamTexts);
  const nameOf = useNames(mailbox);
  const language = useLanguage();
  return (what) => {
    const [, name, value = ''] = /^(\w+):(.*)$/s.exec(what) ?? [];
    if (name === 'state' && value === 'open') return say('charge.toOpen');
    if (name === 'state' && value === 'in-charge') return say('charge.toInCharge');
    if (name === 'state' && value === 'done') return say('charge.toDone');
    if (name === 'assignee')
      return value === '' ? say('charge.toNobody') : say('charge.toAssignee', { value: nameOf(value).name });
    if (name === 'due')
      return value === '' ? say('charge.toNoDue') : say('charge.toDue', { value: formatDay(value, language) });
    return plain(what);
  };
}

function History({ mailbox, history }: Pick<Charge, 'history'> & { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  const wordsOf = useChangeWords(mailbox);
  return (
    <details>
      <summary>{say('charge.history')}</summary>
      <ul className="plain lines">
        {history.map(({ at, by, what }) => (
          <li key={`${at} ${what}`} className="happening">
            <span className="quiet small">
              <ByWhom mailbox={mailbox} login={by} at={at} />
            </span>
            <span className="break">{wordsOf(what)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
