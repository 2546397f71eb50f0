import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is yes; throws after `boundMs`. */
export async function until(
  what: string,
  ask: () => Promise<boolean> | boolean,
  boundMs: number,
  everyMs: number,
): Promise<void> {
  for (const ends = performance.now() + boundMs; performance.now() < ends; await pause(everyMs)) {
    if (await ask()) return;
  }
  throw new Error(`not within ${boundMs / 1000} s: ${what}`);
}
