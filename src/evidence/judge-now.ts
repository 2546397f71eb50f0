import type { Instant } from '#pec';

/** A time-stamp is judged after its time. */
const AFTERWARDS_MS = 60_000;

/**
 * Judges as of now. The clock of a test country may be ahead of ours: then as of the newest time that what is judged states, renewals too.
 * `at`: as of when it was judged. Who states a time that is to come gains nothing: signatures only age.
 */
export async function judgeNow<T extends { readonly newest?: Instant }>(
  judge: (at: Instant) => Promise<T>,
  now: Instant,
): Promise<T & { readonly at: Instant }> {
  const first = await judge(now);
  const { newest = now } = first;
  if (newest <= now) return { ...first, at: now };
  const at = newest + AFTERWARDS_MS;
  return { ...(await judge(at)), at };
}
