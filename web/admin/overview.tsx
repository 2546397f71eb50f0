import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AnswerOf } from '#kit';
import {
  Badge,
  formatBytes,
  formatDistance,
  formatMinute,
  formatNumber,
  Icon,
  serverNow,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { AlarmWords } from './alarm-words.tsx';
import { HoursChart } from './hours-chart.tsx';
import { Arrived, Page, Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAnswer } from './use-api.ts';
import { frameWords } from './words.ts';

type Answer = AnswerOf<'GET /admin/overview'>;
const EVERY_MS = 30_000;

/** The provider on one page: is it well, what is to be done, what went through. */
export function Overview() {
  const say = useTexts(frameWords);
  const asked = useAnswer('GET /admin/overview', {}, { everyMs: EVERY_MS });
  return (
    <Page title={say('places.overview')} lead={say('overview.lead')}>
      <Arrived of={asked}>{(overview) => <Told overview={overview} />}</Arrived>
    </Page>
  );
}

function Told({ overview }: { overview: Answer }) {
  const say = useTexts(frameWords);
  const isLooker = hasRole(useMe(), 'operator', 'auditor');
  const todo = overview.findings.filter(({ level }) => level !== 'ok');
  const well = overview.findings.filter(({ level }) => level === 'ok');
  return (
    <>
      {isLooker && (
        <div className={overview.isWell ? 'health health-good' : 'health health-bad'} role="status">
          <Icon name={overview.isWell ? 'check-circle' : 'warning-circle'} size="lg" />
          <p>
            <strong>{overview.isWell ? say('overview.well') : say('overview.notWell')}</strong>
            <span>
              {todo.length === 0 ? say('overview.nothingToDo') : say('overview.toDo', { count: todo.length })}
            </span>
          </p>
        </div>
      )}
      {todo.length > 0 && (
        <Panel title={say('overview.toDoTitle')}>
          <FindingList findings={todo} />
        </Panel>
      )}
      {overview.acknowledged.length > 0 && <Acknowledged alarms={overview.acknowledged} />}
      <Counts counts={overview.counts} />
      {overview.hours.length > 0 && (
        <Panel title={say('hours.title')}>
          <HoursChart hours={overview.hours} />
        </Panel>
      )}
      {well.length > 0 && (
        <Panel title={say('overview.wellTitle')}>
          <FindingList findings={well} />
        </Panel>
      )}
    </>
  );
}

function FindingList({ findings }: { findings: Answer['findings'] }) {
  const say = useTexts(frameWords);
  const language = useLanguage();
  const now = serverNow();
  return (
    <ul className="finding-list">
      {findings.map(({ level, about, since, href, ...alarm }) => (
        <li key={`${about} ${alarm.text}`}>
          <Badge
            tone={level === 'ok' ? 'good' : level === 'warn' ? 'wait' : 'bad'}
            icon={level === 'ok' ? 'check' : 'warning'}
          >
            {say(`levels.${level}`)}
          </Badge>
          <p>
            {level === 'ok' ? alarm.text : <AlarmWords alarm={alarm} />}
            {since !== undefined && <small>{formatDistance(since, language, now)}</small>}
          </p>
          <Way about={about} href={href} />
        </li>
      ))}
    </ul>
  );
}

/** Where one looks closer, or does what is to be done. */
const WAYS: Readonly<Record<string, string>> = {
  ...{ service: '/livelli', availability: '/livelli', probe: '/livelli' },
  ...{ queue: '/coda', index: '/indice', keys: '/indice', domains: '/domini', log: '/controlli', audit: '/controlli' },
};

function Way({ about, href }: { about: string; href: string | undefined }) {
  const say = useTexts(frameWords);
  const to = WAYS[about];
  if (href?.startsWith('/') && !href.startsWith('//')) return <a href={href}>{say('overview.see')}</a>;
  if (to === undefined) return null;
  return (
    <Link to={to} aria-label={say('overview.seeOf', { what: say(`overview.about.${about as 'index'}`) })}>
      {say('overview.see')}
    </Link>
  );
}

/** Alarms that somebody has looked at: what it was, and who says so. */
function Acknowledged({ alarms }: { alarms: Answer['acknowledged'] }) {
  const say = useTexts(frameWords);
  const language = useLanguage();
  return (
    <Panel title={say('overview.acknowledgedTitle')}>
      <ul className="finding-list">
        {alarms.map(({ at, by, reason, ...alarm }) => (
          <li key={`${at} ${alarm.text}`}>
            <p>
              <AlarmWords alarm={alarm} />
              <small>{say('overview.acknowledgedBy', { when: formatMinute(at, language), by, reason })}</small>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Counts({ counts }: { counts: Answer['counts'] }) {
  const say = useTexts(frameWords);
  const who = useMe();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const mayLook = hasRole(who, 'operator', 'auditor');
  const oldest = counts.oldestJob === undefined ? undefined : formatDistance(counts.oldestJob, language, serverNow());
  return (
    <ul className="counts">
      {mayLook && <Count name={say('counts.acceptedToday')} value={number(counts.acceptedToday)} />}
      {mayLook && <Count name={say('counts.deliveredToday')} value={number(counts.deliveredToday)} />}
      {mayLook && (
        <Count
          name={say('counts.queue')}
          value={number(counts.queue)}
          note={oldest && say('counts.oldest', { since: oldest })}
          to="/coda"
        />
      )}
      {mayLook && <Count name={say('counts.quarantined')} value={number(counts.quarantined)} to="/quarantena" />}
      <Count name={say('counts.mailboxes')} value={number(counts.mailboxes)} to="/caselle" />
      <Count name={say('counts.organisations')} value={number(counts.organisations)} to="/organizzazioni" />
      <Count name={say('counts.domains')} value={number(counts.domains)} to="/domini" />
      <Count name={say('counts.used')} value={formatBytes(counts.usedBytes, language)} />
    </ul>
  );
}

function Count({ name, value, note, to }: { name: string; value: string; note?: ReactNode; to?: string }) {
  const words = (
    <>
      <strong>{value}</strong>
      <span>{name}</span>
      {note && <small>{note}</small>}
    </>
  );
  return <li className="count">{to === undefined ? <div>{words}</div> : <Link to={to}>{words}</Link>}</li>;
}
