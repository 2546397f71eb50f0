import { hourlyBrake } from '#doors/brakes';
import type { SmtpReply } from '#doors/smtp-listener';
import type { Mailbox, Monotonic } from '#ports';
import { type SharedCounts, stepOf } from './shared-counts.ts';

/** How many messages one mailbox may hand in within an hour, whichever door it uses (spec 16.1). */
export interface HolderPace {
  /** The reply that puts a holder off who has nothing left. */
  putOff(mailbox: Mailbox): SmtpReply | undefined;
  /** Lets one submission through, or puts it off: sessions of one holder may all have passed MAIL at the same time. */
  pass(mailbox: Mailbox, accept: () => Promise<SmtpReply>): Promise<SmtpReply>;
}

/**
 * `ofMailbox`: what is set for one mailbox, where that is less than for all. `shared`: what other processes of the provider let through; what
 * each of them has not told yet may come on top.
 */
export function holderPace(
  perHour: number | undefined,
  monotonic: Monotonic,
  ofMailbox: (mailbox: Mailbox) => number | undefined = () => undefined,
  shared?: Pick<SharedCounts, 'add' | 'giveBack' | 'ofOthers'>,
): HolderPace {
  const brake = hourlyBrake(monotonic, perHour);
  const grantedTo = (mailbox: Mailbox): number =>
    Math.min(ofMailbox(mailbox) ?? Number.POSITIVE_INFINITY, perHour ?? Number.POSITIVE_INFINITY);
  const leftTo = (mailbox: Mailbox): number => Math.max(0, grantedTo(mailbox) - (shared?.ofOthers(mailbox.id) ?? 0));
  const tooMany = (mailbox: Mailbox): SmtpReply => {
    const granted = grantedTo(mailbox);
    return {
      code: 450,
      enhanced: '4.7.1',
      text:
        `questa casella ha gia' inviato ${granted} messaggi nell'ultima ora: riprovare piu' tardi ` +
        `(${granted} messages an hour are granted to this mailbox, try again later)`,
    };
  };
  return {
    putOff: (mailbox) => (brake.isOn(mailbox.id, leftTo(mailbox)) ? tooMany(mailbox) : undefined),
    async pass(mailbox, accept) {
      const { id } = mailbox;
      const granted = grantedTo(mailbox);
      if (granted === Number.POSITIVE_INFINITY) return await accept();
      await shared?.add(id, stepOf(granted));
      if (!brake.take(id, leftTo(mailbox))) {
        shared?.giveBack(id);
        return tooMany(mailbox);
      }
      let isTaken = false;
      try {
        const reply = await accept();
        isTaken = reply.code === 250;
        return reply;
      } finally {
        if (!isTaken) {
          brake.giveBack(id);
          shared?.giveBack(id);
        }
      }
    },
  };
}
