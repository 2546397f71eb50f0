import { type MailboxSettings, mailboxSettings } from '#contract';
import type { CardChange, CardReads, LegalTime, Mailbox, Store } from '#ports';
import { CHANGED } from './shelf.ts';

const SETTINGS = 'mailbox-settings';

const DEFAULTS: Omit<MailboxSettings, 'version' | 'receiptsFolder'> = {
  undoSeconds: 10,
  receiptType: 'completa',
  writesHtml: true,
  fourEyes: false,
};

/** How a mailbox writes. Where its receipts go stands with the mailbox itself, since the offices place them. */
export async function readSettings(
  mailbox: Pick<Mailbox, 'id' | 'receiptsFolder'>,
  store: Pick<CardReads, 'card'>,
): Promise<MailboxSettings> {
  const card = await store.card(SETTINGS, mailbox.id);
  const { receiptsFolder = 'INBOX' } = mailbox;
  const kept = card && mailboxSettings.omit({ version: true, receiptsFolder: true }).parse(card.value);
  return { ...DEFAULTS, ...kept, receiptsFolder, version: card?.version ?? 0 };
}

/** `version` is the one that was seen; 0: none was kept yet. */
export async function changeSettings(
  mailbox: Pick<Mailbox, 'id' | 'receiptsFolder'>,
  { version, receiptsFolder, ...value }: MailboxSettings,
  { store, legalTime }: { readonly store: Pick<Store, 'card' | 'commit'>; readonly legalTime: LegalTime },
): Promise<MailboxSettings> {
  const { id } = mailbox;
  const card: CardChange = {
    kind: 'put',
    card: { kind: SETTINGS, id, owner: id, value, at: legalTime.now() },
    was: version,
  };
  const isElsewhere = receiptsFolder !== (mailbox.receiptsFolder ?? 'INBOX');
  const accounts = [{ kind: 'change-mailbox' as const, id, change: { receiptsFolder } }];
  const { done } = await store.commit({ cards: [card], ...(isElsewhere && { accounts }) });
  if (!done) throw CHANGED;
  return { ...value, receiptsFolder, version: version + 1 };
}
