import { domainOf } from '#mime';
import type { AccountReads, Mailbox, MailboxQuery, MailboxTotal } from '#ports';
import type { MailboxState, MemoryState } from './state.ts';

type After = <T>(read: () => T) => Promise<T>;

/** Mailboxes as operators list and count them. */
export function mailboxLists(state: MemoryState, after: After): Pick<AccountReads, 'findMailboxes' | 'mailboxTotals'> {
  const delegatesOf = (id: string) => [...state.grants.values()].filter(({ mailbox }) => mailbox === id).length;
  return {
    findMailboxes: (query) =>
      after(() =>
        [...state.mailboxes.values()]
          .filter(({ mailbox }) => matches(mailbox, query))
          .sort((a, b) => (a.mailbox.address < b.mailbox.address ? -1 : 1))
          .slice(0, query.limit)
          .map(({ mailbox, usedBytes, messages }) => {
            return { mailbox, usedBytes, messages, delegates: delegatesOf(mailbox.id) };
          }),
      ),
    mailboxTotals: () => after(() => totals(state.mailboxes.values())),
  };
}

function matches(mailbox: Mailbox, query: MailboxQuery): boolean {
  const { text, domain, organisation, office, statuses, after = '' } = query;
  const { address } = mailbox;
  const within = (value: string) => value.toLowerCase().includes(text!.toLowerCase());
  return (
    address > after &&
    (domain === undefined || domainOf(address) === domain) &&
    (organisation === undefined || mailbox.organisation === organisation) &&
    (office === undefined || mailbox.office === office) &&
    (statuses === undefined || statuses.includes(mailbox.status)) &&
    (text === undefined || within(address) || within(mailbox.holder))
  );
}

function totals(boxes: Iterable<MailboxState>): readonly MailboxTotal[] {
  const found = new Map<string, MailboxTotal>();
  for (const { mailbox, usedBytes } of boxes) {
    const { kind, status, organisation, office, quotaBytes } = mailbox;
    const group = {
      domain: domainOf(mailbox.address),
      ...{ kind, status },
      ...(organisation !== undefined && { organisation }),
      ...(office !== undefined && { office }),
    };
    const key = JSON.stringify(group);
    const known = found.get(key);
    found.set(key, {
      ...group,
      mailboxes: (known?.mailboxes ?? 0) + 1,
      usedBytes: (known?.usedBytes ?? 0) + usedBytes,
      quotaBytes: (known?.quotaBytes ?? 0) + quotaBytes,
    });
  }
  return [...found.values()];
}
