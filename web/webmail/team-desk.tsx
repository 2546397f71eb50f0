import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type AnswerOf,
  api,
  Badge,
  buttonClass,
  EmptyState,
  ErrorState,
  formatDay,
  formatMinute,
  MoreButton,
  plain,
  Select,
  Skeleton,
  serverNow,
  Tabs,
  useItems,
  useLanguage,
  useTexts,
} from '#kit';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { teamTexts } from './team-texts.ts';
import { useNames } from './use-people.ts';
import { romeWall } from './write-rome.ts';

const WHOSE = ['mine', 'nobody', 'all'] as const;
const STATES = ['open', 'in-charge', 'done'] as const;
type State = (typeof STATES)[number];

/** What the team follows: mine, nobody's, all. */
export function TeamDeskPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(teamTexts);
  const sayRoom = useTexts(roomTexts);
  const [whose, setWhose] = useState<(typeof WHOSE)[number]>('all');
  const [state, setState] = useState<State | ''>('');
  return (
    <RoomFrame mailbox={mailbox} here="desk" title={sayRoom('nav.desk')} lead={say('desk.lead')}>
      <div className="secure-form">
        <Select
          label={say('desk.state')}
          value={state}
          onChange={(event) => setState(event.target.value as State | '')}
        >
          <option value="">{say('desk.any')}</option>
          <option value="open">{say('charge.open')}</option>
          <option value="in-charge">{say('charge.someone')}</option>
          <option value="done">{say('charge.done')}</option>
        </Select>
      </div>
      <Tabs
        label={say('desk.whose')}
        chosen={whose}
        onChoose={(key) => setWhose(key as typeof whose)}
        tabs={WHOSE.map((key) => ({
          key,
          label: say(`desk.${key}`),
          content: <DeskList mailbox={mailbox} whose={key} state={state === '' ? undefined : state} />,
        }))}
      />
    </RoomFrame>
  );
}

function DeskList({
  mailbox,
  whose,
  state,
}: {
  readonly mailbox: string;
  readonly whose: (typeof WHOSE)[number];
  readonly state: State | undefined;
}) {
  const say = useTexts(teamTexts);
  const asked = { whose, ...(state !== undefined && { state }) };
  const desk = useItems({
    queryKey: ['desk', mailbox, whose, state],
    ask: (page, signal) => api('GET /mailboxes/{mailbox}/desk', { mailbox }, { query: { ...asked, ...page }, signal }),
  });
  const today = romeWall(serverNow()).day;
  if (desk.isPending) return <Skeleton />;
  if (desk.items === undefined) return <ErrorState fault={desk.error} onRetry={desk.again} />;
  if (desk.items.length === 0)
    return (
      <EmptyState icon="check-circle" title={say('desk.empty')}>
        {say('desk.emptyText')}
      </EmptyState>
    );
  return (
    <>
      <ul className="plain card lines">
        {desk.items.map((one) => (
          <DeskLine key={one.thread} mailbox={mailbox} one={one} today={today} />
        ))}
      </ul>
      {desk.error !== null && <ErrorState fault={desk.error} onRetry={desk.again} />}
      <MoreButton {...desk.more} />
    </>
  );
}

type DeskItem = AnswerOf<'GET /mailboxes/{mailbox}/desk'>['items'][number];

function DeskLine({
  mailbox,
  one,
  today,
}: {
  readonly mailbox: string;
  readonly one: DeskItem;
  readonly today: string;
}) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const { subject, state, assignee, dueOn, from, at, folder, uid } = one;
  const nameOf = useNames(mailbox);
  const isLate = dueOn !== undefined && dueOn < today && state !== 'done';
  return (
    <li className="line">
      <div>
        <p className="row">
          <strong className="break">{subject === '' ? say('desk.noSubject') : plain(subject)}</strong>
          <Badge tone={state === 'done' ? 'good' : state === 'in-charge' ? 'info' : 'wait'}>
            {state === 'done'
              ? say('charge.done')
              : assignee === undefined
                ? say('charge.open')
                : say('charge.inCharge', { name: nameOf(assignee).name })}
          </Badge>
          {dueOn !== undefined && (
            <Badge tone={isLate ? 'bad' : 'plain'} icon="calendar">
              {say(isLate ? 'desk.late' : 'desk.due', { date: formatDay(dueOn, language) })}
            </Badge>
          )}
        </p>
        <p className="quiet small break">
          {plain(from)} · {formatMinute(at, language)}
        </p>
      </div>
      {folder !== undefined && uid !== undefined ? (
        <Link
          className={buttonClass({ size: 'sm' })}
          to="/posta/$mailbox/$folder/$uid"
          params={{ mailbox, folder, uid: String(uid) }}
          aria-label={say('desk.openOf', { subject })}
        >
          {say('desk.openOne')}
        </Link>
      ) : (
        <span className="quiet small">{say('desk.gone')}</span>
      )}
    </li>
  );
}
