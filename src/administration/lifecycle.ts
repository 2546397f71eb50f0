import { type AdminMailbox, type MailboxState, Refusal } from '#contract';
import { dayEnd, isDay } from '#evidence';
import { joinSteps } from '#issuing';
import type { Instant } from '#pec';
import type { Card, CardChange, Mailbox, Step } from '#ports';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { closingValue, KINDS } from './cards.ts';
import { actOn, refuseOwnMailbox } from './change-mailbox.ts';
import { readMailbox, statusOf } from './find-mailboxes.ts';
import { closingWords, letterIn } from './letters.ts';
import { mailboxRow } from './mailbox-view.ts';
import { refuseOverQuota } from './organisation-quota.ts';
import { toldState } from './told-differences.ts';

type Ports = AdministrationPorts;

/** What a duty needs that ends mailboxes by the clock. */
export type EndingPorts = Pick<Ports, 'store' | 'legalTime'> & {
  readonly holders: Pick<Ports['holders'], 'end'>;
  readonly signIn: Pick<Ports['signIn'], 'endSessions'>;
};

export interface StateChange {
  readonly state: MailboxState;
  readonly reason: string;
  /** Of `closing`: its last day. */
  readonly until?: string | undefined;
}

/**
 * Moves a mailbox in its life (spec 11.9): every state can follow every other, but nothing follows `revoked`: the address is given again to
 * the same tax code alone (see `reassign`). `closing` is receiving without sending until the end of a day, and then `revoked`, by itself;
 * its holder is told.
 */
export async function changeState(
  by: Actor,
  id: string,
  { state, reason, until }: StateChange,
  ports: Ports,
): Promise<AdminMailbox> {
  const { mailbox } = await mailboxRow(by, id, ports);
  refuseOwnMailbox(mailbox);
  const [view, card] = await Promise.all([readMailbox(by, id, ports), ports.store.card(KINDS.closing, id)]);
  if (mailbox.status === 'revoked') throw isRevoked();
  const end = state === 'closing' ? endOf(until, ports.legalTime.now()) : undefined;
  const change: CardChange[] = [];
  if (end !== undefined) change.push(closing(mailbox, { until: end, reason, by: by.login }, card?.version ?? 0, ports));
  else if (card !== undefined) change.push({ kind: 'remove', card: { kind: KINDS.closing, id }, was: card.version });
  const told =
    end === undefined ? {} : letterIn(mailbox, closingWords(mailbox.address, until!, reason), now(ports), ports);
  const step = joinSteps(
    { accounts: [{ kind: 'change-mailbox', id, change: { status: statusOf(state) } }], cards: change },
    told,
    state === 'revoked' ? await ending(mailbox, ports) : {},
  );
  const detail = `${toldState(view.state)} -> ${toldState(state)}${until === undefined ? '' : `, fino al ${until}`}; ${reason}`;
  await commitAct(step, actOn('casella-stato', mailbox, detail), by, ports);
  return await readMailbox(by, id, ports);
}

const now = ({ legalTime }: Ports) => legalTime.now();

/** What ends with a mailbox: the holding, and every session of its holder. */
async function ending(mailbox: Mailbox, { holders, signIn }: EndingPorts): Promise<Step> {
  return joinSteps(await holders.end(mailbox.id), await signIn.endSessions(mailbox.address));
}

function closing(
  { id, organisation = '' }: Mailbox,
  value: { readonly until: Instant; readonly reason: string; readonly by: string },
  was: number,
  ports: Ports,
): CardChange {
  const card = { kind: KINDS.closing, id, owner: organisation, value, dueAt: value.until, at: now(ports) };
  return { kind: 'put', card, was };
}

/** A day still to come, at most ten years away. */
function endOf(until: string | undefined, at: Instant): Instant {
  const end = isDay(until) ? dayEnd(until) : Number.NaN;
  if (end > at && end < at + 10 * 366 * 86_400_000) return end;
  throw new Refusal('invalid', 'closing-day', {
    it: 'Serve l’ultimo giorno della casella, non ancora passato.',
    en: 'The last day of the mailbox is needed, one that has not passed.',
    de: 'Der letzte Tag des Postfachs wird gebraucht, einer, der noch nicht vorbei ist.',
  });
}

const isRevoked = () =>
  new Refusal('conflict', 'mailbox-revoked', {
    it: 'La casella è stata chiusa: si può solo riassegnare allo stesso codice fiscale.',
    en: 'The mailbox was closed: it can only be given to the same tax code again.',
    de: 'Das Postfach wurde geschlossen: es kann nur derselben Steuernummer neu zugewiesen werden.',
  });

const BATCH = 100;

/** What could not be ended is tried again then; it keeps neither the others nor the clock of the sandbox waiting. */
const LATER_MS = 600_000;

/** Ends the mailboxes whose last day is over. Answers how many; call again until it answers 0. Rejects when all others were ended. */
export async function endClosings(ports: EndingPorts): Promise<number> {
  const at = ports.legalTime.now();
  const due = await ports.store.dueCards([KINDS.closing], at, BATCH);
  const faults: unknown[] = [];
  await Promise.all(
    due.map(async (card) => {
      try {
        await endClosing(card, ports);
      } catch (fault) {
        // Another process was quicker.
        if (fault instanceof Refusal && fault.kind === 'changed') return;
        faults.push(fault);
        const { version: was, ...kept } = card;
        await ports.store.commit({ cards: [{ kind: 'put', card: { ...kept, dueAt: at + LATER_MS }, was }] });
      }
    }),
  );
  if (faults.length > 0) throw faults[0];
  return due.length;
}

async function endClosing({ id, version, value }: Card, ports: EndingPorts): Promise<void> {
  const mailbox = await ports.store.mailboxById(id);
  const cards: CardChange[] = [{ kind: 'remove', card: { kind: KINDS.closing, id }, was: version }];
  // Somebody has opened or ended it in another way since: from the command line, say.
  if (mailbox?.status !== 'receive-only') return void (await ports.store.commit({ cards }));
  const { reason, by } = closingValue.parse(value);
  const accounts = [{ kind: 'change-mailbox', id, change: { status: 'revoked' } }] as const;
  const step = joinSteps({ accounts, cards }, await ending(mailbox, ports));
  await commitAct(
    step,
    actOn('casella-stato', mailbox, `${toldState('closing')} -> ${toldState('revoked')}; ${reason}`),
    { login: by },
    ports,
  );
}

/** Opens a closed address for the one who had it, and for nobody else. */
export async function reassign(
  by: Actor,
  id: string,
  { taxCode, holder, reason }: { readonly taxCode: string; readonly holder: string; readonly reason: string },
  ports: Ports,
): Promise<AdminMailbox> {
  const { mailbox } = await mailboxRow(by, id, ports);
  refuseOwnMailbox(mailbox);
  if (mailbox.status !== 'revoked')
    throw new Refusal('conflict', 'mailbox-in-use', {
      it: 'La casella non è chiusa.',
      en: 'The mailbox is not closed.',
      de: 'Das Postfach ist nicht geschlossen.',
    });
  if ((await ports.holders.isSame(mailbox.address, taxCode)) !== true)
    throw new Refusal('forbidden', 'other-tax-code', {
      it: 'L’indirizzo si riassegna solo al codice fiscale che lo aveva.',
      en: 'The address is given again only to the tax code that had it.',
      de: 'Die Adresse wird nur derselben Steuernummer neu zugewiesen.',
    });
  await refuseOverQuota(mailbox.organisation, mailbox.quotaBytes, ports);
  const kind = (await ports.holders.kindsOf([id])).get(id) ?? 'person';
  const holding = await ports.holders.begin({
    ...{ mailbox: id, address: mailbox.address, kind, name: holder, taxCode },
    evidence: await ports.holders.evidenceOf(mailbox.address),
  });
  const accounts = [{ kind: 'change-mailbox', id, change: { status: 'active', holder, passwordHash: null } }] as const;
  const act = actOn('casella-riassegnata', mailbox, `titolare: ${holder}; ${reason}`);
  await commitAct(joinSteps({ accounts }, holding), act, by, ports);
  return await readMailbox(by, id, ports);
}
