import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  api,
  Badge,
  Button,
  ErrorLine,
  formatMinute,
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
import './room.scss';

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
  const language = useLanguage();
  const me = useMe();
  const box = useBox(mailbox);
  const queries = useQueryClient();
  const key = ['charge', mailbox, thread];
  const charge = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/threads/{thread}/charge', { mailbox, thread }, { signal }),
  });
  const { data: delegates = [] } = useQuery(delegatesQuery(mailbox));
  const [note, setNote] = useState('');
  const doing = useDoing();
  const now = charge.data;
  const mayWrite = box !== undefined && box.level !== 'read';
  const change = (part: { assignee?: string | null; state?: 'open' | 'in-charge' | 'done'; dueOn?: string | null }) =>
    void doing.go(async () => {
      const body = { version: now?.version ?? 0, ...part };
      queries.setQueryData(
        key,
        await api('PUT /mailboxes/{mailbox}/threads/{thread}/charge', { mailbox, thread }, { body }),
      );
    });
  const write = (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() === '') return;
    void doing.go(async () => {
      const body = { text: note.trim() };
      queries.setQueryData(
        key,
        await api('POST /mailboxes/{mailbox}/threads/{thread}/notes', { mailbox, thread }, { body }),
      );
      setNote('');
    });
  };
  if (charge.isPending) return <Skeleton lines={2} />;
  if (now === undefined) return <ErrorLine fault={charge.error} />;
  const people = [
    ...new Set([
      ...(me === undefined ? [] : [me.login]),
      ...delegates.map(({ login }) => login),
      ...(now.assignee === undefined ? [] : [now.assignee]),
    ]),
  ];
  const state =
    now.state === 'done'
      ? say('charge.done')
      : now.assignee !== undefined
        ? say('charge.inCharge', { name: now.assignee })
        : now.state === 'in-charge'
          ? say('charge.someone')
          : say('charge.open');
  return (
    <section className="card stack charge no-print" aria-labelledby="charge">
      <div className="row">
        <h2 id="charge">{say('charge.title')}</h2>
        <Badge tone={now.state === 'done' ? 'good' : now.state === 'in-charge' ? 'info' : 'wait'}>{state}</Badge>
      </div>
      <ErrorLine fault={doing.fault} />
      {mayWrite && (
        <>
          <div className="row">
            {now.state !== 'done' && now.assignee !== me?.login && me !== undefined && (
              <Button
                size="sm"
                look="primary"
                isBusy={doing.isBusy}
                onClick={() => change({ assignee: me.login, state: 'in-charge' })}
              >
                {say('charge.take')}
              </Button>
            )}
            <Button
              size="sm"
              isBusy={doing.isBusy}
              onClick={() => change({ state: now.state === 'done' ? 'open' : 'done' })}
            >
              {now.state === 'done' ? say('charge.reopen') : say('charge.finish')}
            </Button>
          </div>
          <div className="condition">
            <Select
              label={say('charge.assign')}
              value={now.assignee ?? ''}
              onChange={(event) =>
                change(
                  event.target.value === ''
                    ? { assignee: null, state: 'open' }
                    : { assignee: event.target.value, state: 'in-charge' },
                )
              }
            >
              <option value="">{say('charge.nobody')}</option>
              {people.map((login) => (
                <option key={login} value={login}>
                  {login}
                </option>
              ))}
            </Select>
            <TextField
              label={say('charge.due')}
              type="date"
              value={now.dueOn ?? ''}
              onChange={(event) => change({ dueOn: event.target.value === '' ? null : event.target.value })}
            />
          </div>
        </>
      )}
      <h3>{say('charge.notes')}</h3>
      <p className="quiet small">{say('charge.notesWhy')}</p>
      <ul className="plain lines">
        {now.notes.map(({ id, by, at, text }) => (
          <li key={id} className="charge-note">
            <p className="quiet small">{say('charge.by', { name: by, date: formatMinute(at, language) })}</p>
            <p className="break charge-text">{text}</p>
          </li>
        ))}
      </ul>
      {mayWrite && (
        <form className="stack" onSubmit={write}>
          <TextArea
            label={say('charge.write')}
            rows={2}
            maxLength={10_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div>
            <Button size="sm" type="submit" isBusy={doing.isBusy}>
              {say('charge.add')}
            </Button>
          </div>
        </form>
      )}
      {now.history.length > 0 && (
        <details>
          <summary>{say('charge.history')}</summary>
          <ul className="plain lines">
            {now.history.map(({ at, by, what }) => (
              <li key={`${at} ${what}`} className="happening">
                <span className="quiet small">{say('charge.by', { name: by, date: formatMinute(at, language) })}</span>
                <span className="break">{plain(what)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
