import { followInbox, RULE_CURSOR } from './follow-inbox.ts';
import { openRuleShelf } from './rules.ts';
import type { WritingPorts } from './writing-ports.ts';

/** Follows the inboxes of all mailboxes that have rules. */
export interface InboxFollower extends Disposable {
  /** The rules of this mailbox are other ones now. */
  changed(mailbox: string): void;
  /** Applies what is to be applied; answers in how many mailboxes it looked. */
  work(): Promise<number>;
}

/** Rules that another process keeps are known after this. */
const LOOK_AGAIN_MS = 60_000;
const WATCHED = 2_000;
const PAGE = 500;

export function openInboxFollower(ports: WritingPorts): InboxFollower {
  const { store, monotonic, legalTime } = ports;
  const shelf = openRuleShelf(ports);
  let known: Set<string> | undefined;
  let lookedAt = 0;
  const waiting = new Set<string>();
  const inboxes = new Set<string>();
  const stop = store.onChange(
    ({ mailbox, folder }) => {
      if (known?.has(mailbox)) waiting.add(mailbox);
      if (mailbox === '') inboxes.delete(folder);
    },
    () => [...inboxes].slice(0, WATCHED),
  );

  /** All that have any; those not known before are looked at. */
  async function look(): Promise<void> {
    const found = new Set<string>();
    for (let after: string | undefined; ; ) {
      const page = await store.cards({ kind: 'rule', limit: PAGE, ...(after !== undefined && { after }) });
      for (const { owner } of page) found.add(owner);
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    for (const mailbox of found) waiting.add(mailbox);
    known = found;
    lookedAt = monotonic.now();
  }

  return {
    changed(mailbox) {
      known?.add(mailbox);
      waiting.add(mailbox);
    },
    async work() {
      if (known === undefined || monotonic.now() - lookedAt >= LOOK_AGAIN_MS) await look();
      for (const { owner } of await store.dueCards([RULE_CURSOR], legalTime.now(), 100)) waiting.add(owner);
      const mailboxes = [...waiting];
      waiting.clear();
      for (const mailbox of mailboxes) {
        try {
          const rules = (await shelf.all(mailbox)).filter(({ isOn }) => isOn);
          await followInbox(mailbox, rules, ports);
        } catch (fault) {
          waiting.add(mailbox);
          ports.report(fault, `rules of mailbox ${mailbox}`);
        }
      }
      return mailboxes.length;
    },
    [Symbol.dispose]: stop,
  };
}
