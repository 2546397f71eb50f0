import { hourlyBrake } from '#doors/brakes';
import type { SmtpReply } from '#doors/smtp-listener';
import type { Mailbox, Monotonic } from '#ports';

/** How many messages one mailbox may hand in within an hour, whichever door it uses (spec 16.1). */
export interface HolderPace {
  /** The reply that puts a holder off who has nothing left. */
  putOff(mailbox: Mailbox): SmtpReply | undefined;
  /** Lets one submission through, or puts it off: sessions of one holder may all have passed MAIL at the same time. */
  pass(mailbox: Mailbox, accept: () => Promise<SmtpReply>): Promise<SmtpReply>;
}

export function holderPace(perHour: number | undefined, monotonic: Monotonic): HolderPace {
  const brake = hourlyBrake(monotonic, perHour);
  const tooMany: SmtpReply = {
    code: 450,
    enhanced: '4.7.1',
    text:
      `questa casella ha gia' inviato ${perHour} messaggi nell'ultima ora: riprovare piu' tardi ` +
      `(${perHour} messages an hour are granted to this mailbox, try again later)`,
  };
  return {
    putOff: ({ id }) => (brake.isOn(id) ? tooMany : undefined),
    async pass({ id }, accept) {
      if (!brake.take(id)) return tooMany;
      let isTaken = false;
      try {
        const reply = await accept();
        isTaken = reply.code === 250;
        return reply;
      } finally {
        if (!isTaken) brake.giveBack(id);
      }
    },
  };
}
