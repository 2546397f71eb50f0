import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is not undefined, not false and not empty; throws after `boundMs`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  boundMs = 30_000,
  everyMs = 50,
): Promise<T> {
  const ends = performance.now() + boundMs;
  let fault: unknown;
  do {
    try {
      const answer = await ask();
      fault = undefined;
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      fault = error;
    }
    await pause(everyMs);
  } while (performance.now() < ends);
  throw new Error(`not within ${boundMs / 1000} s: ${what}`, { cause: fault });
}
