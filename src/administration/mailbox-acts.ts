import type { AdminMailbox } from '#contract';
import { joinSteps } from '#issuing';
import { isoLegalTime } from '#pec';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { actOn, refuseOwnMailbox } from './change-mailbox.ts';
import { readMailbox } from './find-mailboxes.ts';
import { letterIn, renewedWords } from './letters.ts';
import { mailboxRow } from './mailbox-view.ts';

type Ports = AdministrationPorts;

/** Stops sending at once, or lets it go on. Receiving and reading go on all the time. */
export async function setFrozen(
  by: Actor,
  id: string,
  { frozen, reason }: { readonly frozen: boolean; readonly reason: string },
  ports: Ports,
): Promise<AdminMailbox> {
  const { mailbox } = await mailboxRow(by, id, ports);
  refuseOwnMailbox(mailbox);
  if (frozen !== (mailbox.frozen !== undefined)) {
    if (frozen) await ports.signIn.freeze(mailbox, reason);
    else await ports.signIn.unfreeze(mailbox);
    await commitAct({}, actOn(frozen ? 'casella-ferma' : 'casella-libera', mailbox, reason), by, ports);
  }
  return await readMailbox(by, id, ports);
}

/** A new first password, after its holder was identified again: the old one, and every session, ends; his second factor where it is lost. */
export async function renewFirstLogin(
  by: Actor,
  id: string,
  { reason, resetsSecondFactor }: { readonly reason: string; readonly resetsSecondFactor: boolean },
  ports: Ports,
) {
  const { mailbox } = await mailboxRow(by, id, ports);
  refuseOwnMailbox(mailbox);
  if (resetsSecondFactor) await ports.signIn.resetSecondFactor(mailbox.address, by.login);
  const { step, link, until } = await ports.signIn.makeFirstLogin(mailbox.address);
  const ended = await ports.signIn.endSessions(mailbox.address);
  const accounts = [{ kind: 'change-mailbox', id, change: { passwordHash: null } }] as const;
  const act = actOn(
    'casella-primo-accesso',
    mailbox,
    `${resetsSecondFactor ? 'secondo fattore azzerato; ' : ''}${reason}`,
  );
  // Whoever uses the link, the holder finds that there was one.
  const told = letterIn(mailbox, renewedWords(mailbox.address, by.login, reason), ports.legalTime.now(), ports);
  await commitAct(joinSteps({ accounts }, step, ended, told), act, by, ports);
  return { link, until: isoLegalTime(until) };
}
