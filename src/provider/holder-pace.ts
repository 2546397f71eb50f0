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

/** `ofMailbox`: what is set for one mailbox, where that is less than for all. */
export function holderPace(
  perHour: number | undefined,
  monotonic: Monotonic,
  ofMailbox: (mailbox: Mailbox) => number | undefined = () => undefined,
): HolderPace {
  const brake = hourlyBrake(monotonic, perHour);
  const tooMany = (mailbox: Mailbox): SmtpReply => {
    const granted = Math.min(ofMailbox(mailbox) ?? Number.POSITIVE_INFINITY, perHour ?? Number.POSITIVE_INFINITY);
    return {
      code: 450,
      enhanced: '4.7.1',
      text:
        `questa casella ha gia' inviato ${granted} messaggi nell'ultima ora: riprovare piu' tardi ` +
        `(${granted} messages an hour are granted to this mailbox, try again later)`,
    };
  };
  return {
    putOff: (mailbox) => (brake.isOn(mailbox.id, ofMailbox(mailbox)) ? tooMany(mailbox) : undefined),
    async pass(mailbox, accept) {
      const { id } = mailbox;
      if (!brake.take(id, ofMailbox(mailbox))) return tooMany(mailbox);
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
