import { type DataFolder, keep, readKept } from './data-folder.ts';

interface KeptClock {
  readonly offsetMs: number;
  /** Legal time when last looked at: never goes back, whatever the machine's clock does. */
  readonly latest: number;
}

/** How far legal time is ahead of the machine's clock in this data folder. */
export function keptOffset(folder: DataFolder): number {
  const clock = readKept<KeptClock>(folder, 'clock.json');
  return clock === undefined ? 0 : Math.max(clock.offsetMs, clock.latest - Date.now());
}

/** Writes down how far ahead it is, and when that was looked at. */
export function keepClock(folder: DataFolder, offsetMs: number): void {
  keep(folder, 'clock.json', { offsetMs, latest: Date.now() + offsetMs } satisfies KeptClock);
}
