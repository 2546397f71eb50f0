import { type FormEvent, useState } from 'react';
import {
  Button,
  EmptyState,
  formatInstant,
  MoreButton,
  Notice,
  Select,
  Table,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { ExtractDialog } from './extract-dialog.tsx';
import { EventBadge } from './flow.tsx';
import { EVENTS, typedInstant } from './log-words.ts';
import { ArrivedList, Page } from './page.tsx';
import { hasRole } from './roles.ts';
import { type ItemOf, useList } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

export interface LogQuestion {
  readonly from?: string;
  readonly to?: string;
  readonly sender?: string;
  readonly recipient?: string;
  readonly identificativo?: string;
  readonly msgid?: string;
  readonly event?: string;
}
type Row = ItemOf<'GET /admin/log'>;

const EMPTY = {
  fromDay: '',
  fromTime: '',
  toDay: '',
  toTime: '',
  sender: '',
  recipient: '',
  identificativo: '',
  msgid: '',
  event: '',
  why: '',
};

/** What is typed, without what is empty. */
function questionOf(field: typeof EMPTY): LogQuestion {
  const from = typedInstant(field.fromDay, field.fromTime);
  const to = typedInstant(field.toDay, field.toTime);
  const words = (['sender', 'recipient', 'identificativo', 'msgid', 'event'] as const).flatMap((name) =>
    field[name].trim() === '' ? [] : [[name, field[name].trim()]],
  );
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...Object.fromEntries(words) };
}

/** Search in the message log: who looks says why, and it is written down before anything is shown. */
export function Log() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const isOperator = hasRole(useMe(), 'operator');
  const [field, setField] = useState(EMPTY);
  const [asked, ask] = useState<LogQuestion & { readonly why: string }>();
  const [isExtract, extract] = useState(false);
  const set = (change: Partial<typeof EMPTY>) => setField({ ...field, ...change });
  const list = useList('GET /admin/log', { query: { limit: 50, ...(asked ?? { why: '-' }) } }, asked !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask({ ...questionOf(field), why: field.why.trim() });
  };
  return (
    <Page
      title={frame('places.log')}
      lead={say('log.lead')}
      actions={
        isOperator && (
          <Button icon="sign" onClick={() => extract(true)}>
            {say('extract.button')}
          </Button>
        )
      }
    >
      <Notice>{say('log.logged')}</Notice>
      <search>
        <form className="stack filters-tall" onSubmit={submit}>
          <div className="pair">
            <TextField
              label={say('log.sender')}
              type="email"
              value={field.sender}
              onChange={(event) => set({ sender: event.target.value })}
            />
            <TextField
              label={say('log.recipient')}
              type="email"
              value={field.recipient}
              onChange={(event) => set({ recipient: event.target.value })}
            />
          </div>
          <div className="pair">
            <TextField
              label={say('log.identificativo')}
              hint={say('log.identificativoHint')}
              spellCheck={false}
              value={field.identificativo}
              onChange={(event) => set({ identificativo: event.target.value })}
            />
            <TextField
              label={say('log.msgid')}
              hint={say('log.msgidHint')}
              spellCheck={false}
              value={field.msgid}
              onChange={(event) => set({ msgid: event.target.value })}
            />
          </div>
          <div className="pair pair-four">
            <TextField
              label={say('log.fromDay')}
              type="date"
              value={field.fromDay}
              onChange={(event) => set({ fromDay: event.target.value })}
            />
            <TextField
              label={say('log.time')}
              type="time"
              value={field.fromTime}
              onChange={(event) => set({ fromTime: event.target.value })}
            />
            <TextField
              label={say('log.toDay')}
              type="date"
              value={field.toDay}
              onChange={(event) => set({ toDay: event.target.value })}
            />
            <TextField
              label={say('log.time')}
              type="time"
              value={field.toTime}
              onChange={(event) => set({ toTime: event.target.value })}
            />
          </div>
          <Select label={say('log.event')} value={field.event} onChange={(event) => set({ event: event.target.value })}>
            <option value="">{frame('all')}</option>
            {EVENTS.map((one) => (
              <option key={one} value={one}>
                {say(`events.${one}`)}
              </option>
            ))}
          </Select>
          <TextField
            label={frame('acts.reason')}
            hint={say('log.whyHint')}
            value={field.why}
            required
            maxLength={500}
            onChange={(event) => set({ why: event.target.value })}
          />
          <div className="form-actions">
            <Button type="submit" look="primary" isBusy={asked !== undefined && list.isFetching}>
              {frame('search')}
            </Button>
          </div>
        </form>
      </search>
      {asked !== undefined && (
        <ArrivedList of={list}>
          <Records rows={list.rows} />
          <MoreButton {...list.more} />
        </ArrivedList>
      )}
      {isExtract && <ExtractDialog question={questionOf(field)} onClose={() => extract(false)} />}
    </Page>
  );
}

const words = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function addressesOf({ destinatari, consegna, ricezione }: Row): readonly string[] {
  const all = [
    ...(Array.isArray(destinatari)
      ? destinatari.map((one: unknown) => words((one as { address?: unknown }).address))
      : []),
    words(consegna),
    ...(Array.isArray(ricezione) ? ricezione.map(words) : []),
  ];
  return [...new Set(all.filter((one) => one !== undefined))];
}

function Records({ rows }: { rows: readonly Row[] }) {
  const say = useTexts(runningWords);
  const language = useLanguage();
  return (
    <Table
      caption={say('log.records')}
      rows={rows}
      keyOf={({ seq }) => String(seq)}
      empty={
        <EmptyState icon="search" title={say('log.none')}>
          <p>{say('log.noneText')}</p>
        </EmptyState>
      }
      columns={[
        { key: 'at', head: say('log.at'), cell: ({ instant }) => formatInstant(instant, language) },
        {
          key: 'event',
          head: say('log.event'),
          isHead: true,
          cell: (row) => (
            <>
              <EventBadge event={row.event} />
              <Detail row={row} />
            </>
          ),
        },
        { key: 'from', head: say('log.sender'), cell: ({ mittente }) => words(mittente) ?? '—' },
        { key: 'to', head: say('log.recipients'), cell: (row) => addressesOf(row).join(', ') || '—' },
      ]}
    />
  );
}

const DETAILS = [
  'identificativo',
  'msgid',
  'messageId',
  'gestore',
  'tipoRicevuta',
  'errore',
  'erroreEsteso',
  'virus',
  'utente',
  'peer',
  'sha256',
] as const;

/** The rest of a record, folded away. */
function Detail({ row }: { row: Row }) {
  const say = useTexts(runningWords);
  const rest = DETAILS.flatMap((name) => {
    const value = words(row[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const exceptions = Array.isArray(row.eccezioni) ? row.eccezioni.filter((one) => typeof one === 'string') : [];
  if (rest.length === 0 && exceptions.length === 0) return null;
  return (
    <details className="record">
      <summary>{say('log.details')}</summary>
      <dl className="facts facts-tight">
        {rest.map(([name, value]) => (
          <div key={name}>
            <dt>{say(`log.fields.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {exceptions.map((one) => (
        // Our own records tell in Italian; what a peer said is in his words.
        <p key={one} {...(row.point === 'SYS' && { lang: 'it' })}>
          {one}
        </p>
      ))}
    </details>
  );
}
