import { useState } from 'react';
import {
  type AnswerOf,
  Button,
  formatMinute,
  formatNumber,
  Meter,
  Notice,
  Select,
  Table,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { MalfunctionDialog } from './malfunction-dialog.tsx';
import { Arrived, Facts, Page, Panel } from './page.tsx';
import { firstMonth, lastPeriods } from './periods.ts';
import { hasRole } from './roles.ts';
import { StatisticsPanel } from './statistics-panel.tsx';
import { useAnswer } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

type Answer = AnswerOf<'GET /admin/service-levels'>;
const PERIODS = 6;

/** Availability, outages, malfunctions of four months, and the records for the authority. */
export function Levels() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const isOperator = hasRole(useMe(), 'operator');
  const periods = lastPeriods(Date.now(), PERIODS);
  const [period, setPeriod] = useState(periods[0]!);
  const [isNew, setNew] = useState(false);
  const asked = useAnswer('GET /admin/service-levels', { query: { period } });
  return (
    <Page
      title={frame('places.levels')}
      lead={say('service.lead')}
      actions={
        isOperator && (
          <Button icon="plus" onClick={() => setNew(true)}>
            {say('malfunctions.add')}
          </Button>
        )
      }
    >
      <div className="filters filters-one">
        <Select label={say('service.period')} value={period} onChange={(event) => setPeriod(event.target.value)}>
          {periods.map((one) => (
            <option key={one} value={one}>
              <PeriodName period={one} />
            </option>
          ))}
        </Select>
      </div>
      <Arrived of={asked}>{(levels) => <Told levels={levels} />}</Arrived>
      <StatisticsPanel period={period} />
      {isNew && <MalfunctionDialog onClose={() => setNew(false)} />}
    </Page>
  );
}

export function PeriodName({ period }: { period: string }) {
  const language = useLanguage();
  const month = (number: number) =>
    new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, number - 1, 15));
  const first = firstMonth(period);
  return <>{`${month(first)}–${month(first + 3)} ${period.slice(0, 4)}`}</>;
}

function Told({ levels }: { levels: Answer }) {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const percent = (value: number) => `${new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value)} %`;
  const minutes = (value: number) => say('service.minutes', { count: Math.round(value) });
  const isEnough = levels.availability >= levels.required;
  const allowed = levels.minutesDown + Math.max(0, levels.minutesLeft);
  return (
    <>
      <Notice
        tone={isEnough ? 'good' : 'bad'}
        title={say('service.availability', { value: percent(levels.availability) })}
      >
        {isEnough
          ? say('service.enough', { required: percent(levels.required) })
          : say('service.notEnough', { required: percent(levels.required) })}
      </Notice>
      <Panel title={say('service.used')}>
        <Meter
          label={say('service.down')}
          value={levels.minutesDown}
          max={Math.max(allowed, 1)}
          note={say('service.downOf', {
            down: formatNumber(Math.round(levels.minutesDown), language),
            allowed: formatNumber(Math.round(allowed), language),
          })}
          tone={levels.minutesLeft <= 0 ? 'bad' : levels.minutesDown > allowed / 2 ? 'wait' : 'info'}
        />
        <Facts rows={[[say('service.left'), minutes(Math.max(0, levels.minutesLeft))]]} />
      </Panel>
      <Panel title={say('outages.title')}>
        <Table
          caption={say('outages.title')}
          rows={levels.outages}
          keyOf={({ from, kind }) => `${from} ${kind}`}
          empty={<p className="quiet">{say('outages.none')}</p>}
          columns={[
            { key: 'from', head: say('outages.from'), isHead: true, cell: ({ from }) => formatMinute(from, language) },
            {
              key: 'to',
              head: say('outages.to'),
              cell: ({ to }) => (to === undefined ? say('outages.open') : formatMinute(to, language)),
            },
            {
              key: 'kind',
              head: say('outages.kind'),
              cell: ({ kind }) =>
                kind === 'planned' || kind === 'incident' || kind === 'malfunction'
                  ? say(`outages.kinds.${kind}`)
                  : kind,
            },
            { key: 'cause', head: say('outages.cause'), cell: ({ cause }) => cause ?? '—' },
          ]}
        />
      </Panel>
      <Panel title={say('malfunctions.title')}>
        <Table
          caption={say('malfunctions.title')}
          rows={levels.malfunctions}
          keyOf={({ at, code, text }) => `${at} ${code} ${text}`}
          empty={<p className="quiet">{say('malfunctions.none')}</p>}
          columns={[
            { key: 'at', head: say('log.at'), cell: ({ at }) => formatMinute(at, language) },
            { key: 'code', head: say('malfunctions.code'), isHead: true, cell: ({ code }) => code },
            { key: 'text', head: say('malfunctions.text'), cell: ({ text }) => text },
          ]}
        />
      </Panel>
    </>
  );
}
