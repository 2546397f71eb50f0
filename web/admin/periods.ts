/** `2026-Q3`: the third four months, September to December. */
export function periodAt(now: number): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: 'Europe/Rome',
    year: 'numeric',
    month: 'numeric',
  }).formatToParts(now);
  const number = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
  return `${number('year')}-Q${Math.ceil(number('month') / 4)}`;
}

/** The one that runs and those before it, the newest first. */
export function lastPeriods(now: number, count: number): readonly string[] {
  let [year = 0, quarter = 1] = periodAt(now).split('-Q').map(Number);
  return Array.from({ length: count }, () => {
    const period = `${year}-Q${quarter}`;
    [year, quarter] = quarter === 1 ? [year - 1, 3] : [year, quarter - 1];
    return period;
  });
}

/** The first month of a period, from 1. */
export function firstMonth(period: string): number {
  return (Number(period.slice(-1)) - 1) * 4 + 1;
}
