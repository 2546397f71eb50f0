import { useState } from 'react';
import {
  type AnswerOf,
  Button,
  formatNumber,
  Meter,
  Notice,
  Select,
  serverNow,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { MalfunctionDialog } from './malfunction-dialog.tsx';
import { MalfunctionsPanel } from './malfunctions-panel.tsx';
import { OutageDialog } from './outage-dialog.tsx';
import { OutagesPanel } from './outages-panel.tsx';
import { Arrived, Facts, Page, Panel } from './page.tsx';
import { firstMonth, lastPeriods } from './periods.ts';
import { hasRole } from './roles.ts';
import { StatisticsPanel } from './statistics-panel.tsx';
import { useAnswer } from './use-api.ts';
import { frameWords, levelsWords } from './words.ts';

type Answer = AnswerOf<'GET /admin/service-levels'>;
const PERIODS = 6;

/** Availability, outages, malfunctions of four months, and the records for the authority. */
export function Levels() {
  const say = useTexts(levelsWords);
  const frame = useTexts(frameWords);
  const isOperator = hasRole(useMe(), 'operator');
  const periods = lastPeriods(serverNow(), PERIODS);
  const [period, setPeriod] = useState(periods[0]!);
  const [isNew, setNew] = useState<'outage' | 'malfunction'>();
  const asked = useAnswer('GET /admin/service-levels', { query: { period } });
  return (
    <Page
      title={frame('places.levels')}
      lead={say('service.lead')}
      actions={
        isOperator && (
          <>
            <Button icon="plus" onClick={() => setNew('outage')}>
              {say('outages.add')}
            </Button>
            <Button icon="plus" onClick={() => setNew('malfunction')}>
              {say('malfunctions.add')}
            </Button>
          </>
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
      {isNew === 'outage' && <OutageDialog onClose={() => setNew(undefined)} />}
      {isNew === 'malfunction' && <MalfunctionDialog onClose={() => setNew(undefined)} />}
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
  const say = useTexts(levelsWords);
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
      <OutagesPanel outages={levels.outages} />
      <MalfunctionsPanel malfunctions={levels.malfunctions} />
    </>
  );
}
