const ZONE = 'Europe/Rome';
const HALF_HOUR_MS = 1_800_000;

interface Wall {
  /** `2026-11-22` */
  readonly day: string;
  /** `10:30` */
  readonly hour: string;
}

const walls = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** What the clocks show in Italy (legal time, DL 1999 n. 300 art. 1). */
export function romeWall(instant: number): Wall {
  const parts = Object.fromEntries(walls.formatToParts(instant).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: `${parts.hour}:${parts.minute}` };
}

/** When Italian clocks show this; of an hour that comes twice the first, of one that is skipped the hour after it. Undefined: no such date. */
export function romeInstant(day: string, hour: string): number | undefined {
  const asUtc = Date.parse(`${day}T${hour}:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}$/.test(hour) || Number.isNaN(asUtc)) return undefined;
  for (const hoursAhead of [2, 1]) {
    const at = asUtc - hoursAhead * 2 * HALF_HOUR_MS;
    const wall = romeWall(at);
    if (wall.day === day && wall.hour === hour) return at;
  }
  return asUtc - 2 * HALF_HOUR_MS;
}

/** As the interface takes it. */
export function isoOf(instant: number): string {
  return new Date(instant).toISOString();
}
