import type { AdminMailbox, MailboxState } from '#contract';
import { isoLegalTime } from '#pec';
import type { MailboxRow } from '#ports';
import type { Actor } from './act.ts';
import { notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { closingValue, KINDS } from './cards.ts';
import { policyOfMailbox } from './policies.ts';

type Ports = AdministrationPorts;

/** The mailbox of this id as a row. Throws not-found for one that is not there, or not for him. */
export async function mailboxRow(by: Actor, id: string, { store }: Pick<Ports, 'store'>): Promise<MailboxRow> {
  const mailbox = await store.mailboxById(id);
  const isHis = by.organisation === undefined || mailbox?.organisation === by.organisation;
  if (mailbox === undefined || !isHis) throw notFound();
  const [use, grants] = await Promise.all([store.mailboxUse(id), store.grants({ mailbox: id })]);
  return { mailbox, ...use, delegates: grants.length };
}

/** Mailboxes as operators see them: never what is inside. What stands elsewhere is asked for all of them at once. */
export async function viewMailboxes(rows: readonly MailboxRow[], ports: Ports): Promise<AdminMailbox[]> {
  const ids = rows.map(({ mailbox }) => mailbox.id);
  const [kinds, logins, closings] = await Promise.all([
    ports.holders.kindsOf(ids),
    ports.signIn.lastLogins(rows.map(({ mailbox }) => mailbox.address)),
    closingsOf(rows, ports),
  ]);
  return rows.map((row) => {
    const { id, address, holder, kind, status, frozen, organisation, office, quotaBytes } = row.mailbox;
    const closing = closings.get(id);
    const holderKind = kinds.get(id);
    const lastLogin = logins.get(address);
    return {
      ...{ id, address, holder, kind },
      ...(holderKind && { holderKind }),
      state: (closing === undefined ? status : 'closing') as MailboxState,
      ...(frozen && {
        frozen: {
          since: isoLegalTime(frozen.since),
          by: frozen.by,
          ...(frozen.reason !== undefined && { reason: frozen.reason }),
        },
      }),
      ...(closing !== undefined && { until: isoLegalTime(closing) }),
      ...(organisation !== undefined && { organisation }),
      ...(office !== undefined && { office }),
      // Of the service mailbox: no bound.
      quotaBytes: Math.min(quotaBytes, Number.MAX_SAFE_INTEGER),
      usedBytes: row.usedBytes,
      messages: row.messages,
      delegates: row.delegates,
      hasSecondFactor: row.mailbox.hasSecondFactor ?? false,
      ...(lastLogin !== undefined && { lastLogin: isoLegalTime(lastLogin) }),
      policy: policyOfMailbox(row.mailbox),
    };
  });
}

/** When those that close will: only a mailbox that may not send any more can be closing. */
async function closingsOf(rows: readonly MailboxRow[], { store }: Ports): Promise<ReadonlyMap<string, number>> {
  const candidates = rows.filter(({ mailbox }) => mailbox.status === 'receive-only');
  const cards = await Promise.all(candidates.map(({ mailbox }) => store.card(KINDS.closing, mailbox.id)));
  return new Map(cards.flatMap((card) => (card ? [[card.id, closingValue.parse(card.value).until] as const] : [])));
}
