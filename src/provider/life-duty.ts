import { endClosings } from '#administration';
import { endHolding, forgetUnfinished } from '#enrolment';
import { inTurn, openAttempts } from './attempts.ts';
import { openTicker, type Ticker } from './ticker.ts';

type Ground = Parameters<typeof forgetUnfinished>[0] & Parameters<typeof openAttempts>[0];

const TICK_MS = 10_000;

/** Ends the mailboxes whose last day is over, and deletes requests that nobody finished. */
export function openLifeDuty(ground: Ground): Ticker {
  const attempt = openAttempts(ground);
  // Who is signed in to a mailbox that ended is out because it ended: nothing else need be done about it here.
  const ending = {
    ...ground,
    holders: { end: (mailbox: string) => endHolding(mailbox, ground) },
    signIn: { endSessions: async () => ({}) },
  };
  return openTicker(
    () =>
      inTurn(
        () =>
          attempt('ends of mailboxes', async () => {
            while ((await endClosings(ending)) > 0);
          }),
        () =>
          attempt('unfinished requests', async () => {
            while ((await forgetUnfinished(ground)) > 0);
          }),
      ),
    { tickMs: TICK_MS },
  );
}
