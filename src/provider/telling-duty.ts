import type { Logger } from '#config';
import type { LegalTime } from '#ports';
import { openAttempts } from './attempts.ts';
import { Due } from './due.ts';
import type { Notifying } from './open-notifying.ts';
import type { Teamwork } from './open-teamwork.ts';
import { openLanes } from './ticker.ts';

export interface TellingPorts {
  readonly notifying: Notifying;
  readonly teamwork: Teamwork;
  readonly legalTime: LegalTime;
  readonly log: Logger;
}

export interface TellingDuty {
  start(): Promise<void>;
  /** Does what the clock owes now. */
  runDue(): Promise<void>;
  /** Resolves when what came in until now is told of. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const SOON_MS = 60_000;

/** What is told without being asked: webhooks, notices by e-mail, the desk of teams; and what has had its time is removed. */
export function openTellingDuty({ notifying, teamwork, legalTime, log }: TellingPorts): TellingDuty {
  const { notices, bearers } = notifying;
  const webhooks = notifying.openWebhookDuty();
  const arrivals = notifying.openArrivalsWatch(teamwork.take);
  const attempt = openAttempts({ log, legalTime });
  const digest = new Due(SOON_MS);

  /** Not an instant that is owed: the clock of the sandbox does not stop at each morning. */
  const tellApprovers = () => {
    const now = legalTime.now();
    return digest.do(now, async () => {
      await attempt('digest of approvals', teamwork.digest);
      return now + SOON_MS;
    });
  };

  const lanes = openLanes([
    () => attempt('webhooks', () => webhooks.runDue()),
    () =>
      attempt('notices', async () => {
        while ((await notices.runDue()) > 0);
      }),
    tellApprovers,
    () => attempt('arrivals', arrivals.again),
    () =>
      attempt('old tokens, accesses and charges', async () => {
        await bearers.forgetOld();
        await teamwork.accesses.forgetOld();
        await teamwork.charges.forgetOld();
      }),
  ]);

  return {
    async runDue() {
      await lanes.runDue();
      // What is due has another instant, or none, once the other side has answered.
      await webhooks.settle();
    },
    async start() {
      await Promise.all([webhooks.start(), arrivals.start()]);
      lanes.start();
    },
    settle: arrivals.settle,
    async stop() {
      await lanes.stop();
      notifying.feed.close();
      await Promise.all([webhooks.stop(), arrivals.stop()]);
    },
  };
}
