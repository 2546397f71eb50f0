import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  api,
  Badge,
  buttonClass,
  EmptyState,
  ErrorState,
  formatDay,
  formatMinute,
  plain,
  Select,
  Skeleton,
  Tabs,
  useLanguage,
  useTexts,
} from '#kit';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { teamTexts } from './team-texts.ts';
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
  const language = useLanguage();
  const desk = useQuery({
    queryKey: ['desk', mailbox, whose, state],
    queryFn: ({ signal }) =>
      api(
        'GET /mailboxes/{mailbox}/desk',
        { mailbox },
        { query: { whose, ...(state !== undefined && { state }) }, signal },
      ),
  });
  const today = romeWall(Date.now()).day;
  if (desk.isPending) return <Skeleton />;
  if (desk.isError) return <ErrorState fault={desk.error} onRetry={() => void desk.refetch()} />;
  if (desk.data.items.length === 0)
    return (
      <EmptyState icon="check-circle" title={say('desk.empty')}>
        {say('desk.emptyText')}
      </EmptyState>
    );
  return (
    <ul className="plain card lines">
      {desk.data.items.map((one) => {
        const isLate = one.dueOn !== undefined && one.dueOn < today && one.state !== 'done';
        return (
          <li key={one.thread} className="line">
            <div>
              <p className="row">
                <strong className="break">{plain(one.subject)}</strong>
                <Badge tone={one.state === 'done' ? 'good' : one.state === 'in-charge' ? 'info' : 'wait'}>
                  {one.state === 'done'
                    ? say('charge.done')
                    : one.assignee === undefined
                      ? say('charge.open')
                      : say('charge.inCharge', { name: one.assignee })}
                </Badge>
                {one.dueOn !== undefined && (
                  <Badge tone={isLate ? 'bad' : 'plain'} icon="calendar">
                    {say(isLate ? 'desk.late' : 'desk.due', { date: formatDay(one.dueOn, language) })}
                  </Badge>
                )}
              </p>
              <p className="quiet small break">
                {plain(one.from)} · {formatMinute(one.at, language)}
              </p>
            </div>
            {one.folder !== undefined && one.uid !== undefined && (
              <Link
                className={buttonClass({ size: 'sm' })}
                to="/posta/$mailbox/$folder/$uid"
                params={{ mailbox, folder: one.folder, uid: String(one.uid) }}
                aria-label={say('desk.openOf', { subject: one.subject })}
              >
                {say('desk.openOne')}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
