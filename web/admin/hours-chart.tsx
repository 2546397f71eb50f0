import type { Language } from '#contract';
import { formatDay, formatNumber, Table, useLanguage, useTexts } from '#kit';
import { type Bar, chartOf, type Hour } from './hours.ts';
import { frameWords } from './words.ts';

const WIDTH = 720;
const HEIGHT = 180;
const FOOT = 32;
const SIDE = 44;

/** The last 24 hours: delivered and failed as bars, accepted as a mark. The same numbers stand in a table below. */
export function HoursChart({ hours }: { hours: readonly Hour[] }) {
  const say = useTexts(frameWords);
  const language = useLanguage();
  const { bars, lines } = chartOf(hours);
  const sum = (pick: (hour: Hour) => number) => hours.reduce((total, hour) => total + pick(hour), 0);
  const counts = {
    accepted: sum((hour) => hour.accepted),
    delivered: sum((hour) => hour.delivered),
    failed: sum((hour) => hour.failed),
  };
  return (
    <figure className="chart">
      <ul className="legend" aria-hidden="true">
        <li className="legend-delivered">{say('hours.delivered')}</li>
        <li className="legend-failed">{say('hours.failed')}</li>
        <li className="legend-accepted">{say('hours.accepted')}</li>
      </ul>
      <svg viewBox={`0 0 ${SIDE + WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={say('hours.summary', counts)}>
        {lines.map(({ value, height }) => (
          <g key={value}>
            <line
              className="chart-line"
              x1={SIDE}
              x2={SIDE + WIDTH}
              y1={HEIGHT * (1 - height)}
              y2={HEIGHT * (1 - height)}
            />
            <text className="chart-text" x={SIDE - 6} y={HEIGHT * (1 - height) + 12} textAnchor="end">
              {formatNumber(value, language)}
            </text>
          </g>
        ))}
        <line className="chart-ground" x1={SIDE} x2={SIDE + WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {bars.map((bar, index) => (
          <g key={bar.at}>
            <Hours bar={bar} />
            {index % 6 === 0 && (
              <text className="chart-text" x={SIDE + bar.x * WIDTH} y={HEIGHT + 24}>
                {hourOf(bar.at, language)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <details>
        <summary>{say('hours.asTable')}</summary>
        <HoursTable hours={hours} />
      </details>
    </figure>
  );
}

function hourOf(at: string, language: Language): string {
  const form = { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Rome' } as const;
  return new Intl.DateTimeFormat(language, form).format(new Date(at));
}

function HoursTable({ hours }: { hours: readonly Hour[] }) {
  const say = useTexts(frameWords);
  const language = useLanguage();
  const counted = (['accepted', 'delivered', 'failed'] as const).map((key) => ({
    key,
    head: say(`hours.${key}`),
    isNumber: true,
    cell: (hour: Hour) => formatNumber(hour[key], language),
  }));
  return (
    <Table
      caption={say('hours.title')}
      rows={hours}
      keyOf={({ at }) => at}
      columns={[
        {
          key: 'at',
          head: say('hours.hour'),
          isHead: true,
          cell: ({ at }) => `${formatDay(at, language)}, ${hourOf(at, language)}`,
        },
        ...counted,
      ]}
    />
  );
}

function Hours({ bar }: { bar: Bar }) {
  const x = SIDE + bar.x * WIDTH;
  const width = bar.width * WIDTH;
  const delivered = bar.delivered * HEIGHT;
  const failed = bar.failed * HEIGHT;
  const accepted = HEIGHT * (1 - bar.accepted);
  return (
    <>
      <rect className="chart-delivered" x={x} width={width} y={HEIGHT - delivered} height={delivered} />
      <rect className="chart-failed" x={x} width={width} y={HEIGHT - delivered - failed} height={failed} />
      {bar.accepted > 0 && (
        <line className="chart-accepted" x1={x - 2} x2={x + width + 2} y1={accepted} y2={accepted} />
      )}
    </>
  );
}
