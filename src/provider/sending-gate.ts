import { FROZEN_REPLY } from '#accounts';
import type { SmtpReply } from '#doors/smtp-listener';
import type { Mailbox } from '#ports';
import type { BurstBrake } from './burst-brake.ts';
import type { HolderPace } from './holder-pace.ts';

/**
 * How a message comes: by a mail program; from the pages; out of a mail merge that somebody started in the pages; from a program with a
 * token. The last two have limits of their own.
 */
export type SendingWay = 'mail-program' | 'pages' | 'merge' | 'program';

/** What every message of a holder passes before the access point has it, whichever door he uses: freeze, pace, bursts. */
export interface SendingGate {
  /** The reply that puts a holder off before he has sent a line. */
  putOff(mailbox: Mailbox): SmtpReply | undefined;
  /** Lets one submission through, or says why not. What the access point did not take does not count. */
  pass<R extends SmtpReply>(mailbox: Mailbox, way: SendingWay, accept: () => Promise<R>): Promise<R | SmtpReply>;
}

export function openSendingGate(pace: HolderPace, bursts: BurstBrake): SendingGate {
  return {
    putOff: (mailbox) => (mailbox.frozen === undefined ? pace.putOff(mailbox) : FROZEN_REPLY),
    pass: async (mailbox, way, accept) =>
      await pace.pass(mailbox, async () => {
        // The access point refuses what is frozen; such a message is no more of a burst.
        if (mailbox.frozen !== undefined || way === 'merge' || way === 'program') return await accept();
        if (!(await bursts.take(mailbox))) return FROZEN_REPLY;
        let isTaken = false;
        try {
          const reply = await accept();
          isTaken = reply.code === 250;
          return reply;
        } finally {
          if (!isTaken) bursts.giveBack(mailbox);
        }
      }),
  };
}
