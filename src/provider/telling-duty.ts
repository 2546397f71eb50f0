import type { Logger } from '#config';
import type { LegalTime } from '#ports';
import { openAttempts } from './attempts.ts';
import { Due, oneAtATime } from './due.ts';
import type { Notifying } from './open-notifying.ts';
import type { Teamwork } from './open-teamwork.ts';

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

const TICK_MS = 1_000;
const SOON_MS = 60_000;

/** What is told without being asked: webhooks, notices by e-mail, the desk of teams; and what has had its time is removed. */
export function openTellingDuty({ notifying, teamwork, legalTime, log }: TellingPorts): TellingDuty {
  const { notices, bearers } = notifying;
  const webhooks = notifying.openWebhookDuty();
  const arrivals = notifying.openArrivalsWatch(teamwork.take);
  const attempt = openAttempts({ log, legalTime });
  const digest = new Due(SOON_MS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;

  /** Not an instant that is owed: the clock of the sandbox does not stop at each morning. */
  const tellApprovers = () => {
    const now = legalTime.now();
    return digest.do(now, async () => {
      await attempt('digest of approvals', teamwork.digest);
      return now + SOON_MS;
    });
  };

  /** None waits for another. */
  const lanes = [
    () => attempt('webhooks', () => webhooks.runDue()),
    () =>
      attempt('notices', async () => {
        while ((await notices.runDue()) > 0);
      }),
    tellApprovers,
    () => attempt('arrivals', arrivals.again),
    () =>
      attempt('old tokens and accesses', async () => {
        await bearers.forgetOld();
        await teamwork.accesses.forgetOld();
      }),
  ].map((work) => oneAtATime(async () => void (await work())));

  async function work(): Promise<void> {
    const done = await Promise.allSettled(lanes.map((lane) => lane()));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  function tick(): void {
    timer = setTimeout(() => {
      // What failed was told.
      work()
        .catch(() => {})
        .finally(() => isRunning && tick());
    }, TICK_MS).unref();
  }

  return {
    async runDue() {
      await work();
      // What is due has another instant, or none, once the other side has answered.
      await webhooks.settle();
    },
    async start() {
      isRunning = true;
      await Promise.all([webhooks.start(), arrivals.start()]);
      tick();
    },
    settle: arrivals.settle,
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      await Promise.allSettled(lanes.map((lane) => lane.atWork()));
      clearTimeout(timer);
      notifying.feed.close();
      await Promise.all([webhooks.stop(), arrivals.stop()]);
    },
  };
}
