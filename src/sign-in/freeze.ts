import type { Freeze, Mailbox, Step } from '#ports';
import { adminRecord, type Ground } from './ground.ts';
import type { HappeningKind } from './happenings.ts';
import { joined } from './join-steps.ts';
import { refused } from './refusals.ts';
import type { NewSession } from './sessions.ts';

const KIND: Readonly<Record<Freeze['by'], HappeningKind>> = {
  holder: 'frozen',
  brake: 'frozen-by-brake',
  operator: 'frozen-by-operator',
};
const WHO: Readonly<Record<Freeze['by'], string>> = { holder: 'titolare', brake: 'freno', operator: 'gestore' };

export interface FreezeOrder {
  readonly by: Freeze['by'];
  readonly reason?: string | undefined;
  /** Messages in an hour, when the brake did it. */
  readonly count?: number;
  /** Besides sending, all sessions and all that programs come in with end, but for this session. */
  readonly endsAllBut?: string | undefined;
}

/**
 * Sending from the mailbox stops at once and durably, whichever door is used; receiving and reading go on, and nothing that was accepted
 * is held back. The holder is told by letter, the log keeps it. What is frozen already stays as it is.
 */
export async function freezeMailbox(
  ground: Ground,
  mailbox: Mailbox,
  order: FreezeOrder,
): Promise<NewSession | undefined> {
  const { by, reason, count, endsAllBut } = order;
  const login = mailbox.address;
  const since = ground.now();
  return await ground.change(login, async (kept) => {
    const now = (await ground.ports.store.mailboxById(mailbox.id)) ?? mailbox;
    const ended = by === 'holder' ? await endings(ground, now, endsAllBut) : { step: {}, turned: undefined };
    // Pressed twice: the session that asked goes on under the id that the first press gave it, and is not to be ended by the second.
    const isAgain = endsAllBut !== undefined && ended.turned === undefined;
    if (now.frozen !== undefined) return { step: isAgain ? {} : ended.step, answer: ended.turned };
    const frozen: Freeze = { since, by, ...(reason !== undefined && reason !== '' && { reason }) };
    const about = count === undefined ? reason : String(count);
    const noted = ground.note({ login, mailbox }, kept, { kind: KIND[by], ...(about !== undefined && { about }) });
    const why = [WHO[by], count === undefined ? undefined : `${count} messaggi in un'ora`, reason].filter(Boolean);
    const step = joined(ended.step, noted.step, {
      accounts: [{ kind: 'change-mailbox', id: mailbox.id, change: { frozen } }],
      log: [adminRecord(since, `casella ${login}, invio fermato: ${why.join(', ')}`)],
    });
    return { record: noted.record, step, answer: ended.turned };
  });
}

/** Whoever may be in with something stolen is out; the one who asks goes on under a new id. */
async function endings(
  ground: Ground,
  { address: login, id }: Mailbox,
  but: string | undefined,
): Promise<{ readonly step: Step; readonly turned: NewSession | undefined }> {
  const turned = but === undefined ? undefined : await ground.sessions.turn(but, { atOnce: true });
  const sessions = await ground.sessions.endAll(login, but);
  const programs = (await ground.ports.store.appPasswords(login)).filter(({ revokedAt }) => revokedAt === undefined);
  const others = await ground.ports.endPrograms({ login, mailbox: id });
  const accounts = programs.map(
    (one) => ({ kind: 'put-app-password', appPassword: { ...one, revokedAt: ground.now() } }) as const,
  );
  return { turned, step: { accounts, cards: [...(turned?.cards ?? []), ...sessions, ...others] } };
}

/**
 * Sending goes on. What an operator stopped, and where policy leaves it to them what the brake stopped, only they release. Throws a
 * Refusal.
 */
export async function unfreezeMailbox(ground: Ground, mailbox: Mailbox, by: 'holder' | 'operator'): Promise<void> {
  const login = mailbox.address;
  await ground.change(login, async (kept) => {
    const now = (await ground.ports.store.mailboxById(mailbox.id)) ?? mailbox;
    if (now.frozen === undefined) return { answer: undefined };
    const isTheirs = now.frozen.by === 'operator' || (now.frozen.by === 'brake' && now.policy?.unfreeze === 'operator');
    if (by === 'holder' && isTheirs) throw refused.operatorOnly();
    const noted = ground.note({ login, mailbox }, kept, { kind: 'unfrozen' });
    const step = joined(noted.step, {
      accounts: [{ kind: 'change-mailbox', id: mailbox.id, change: { frozen: null } }],
      log: [adminRecord(ground.now(), `casella ${login}, invio di nuovo possibile: ${WHO[by]}`)],
    });
    return { record: noted.record, step, answer: undefined };
  });
}
