import { type MailboxSettings, mailboxSettings, type NoticeSettings, noticeSettings } from '#contract';
import type { Card, CardChange, CardReads, LegalTime, Mailbox, Store } from '#ports';
import { CHANGED } from './shelf.ts';

const SETTINGS = 'mailbox-settings';
export const NOTICES = 'notice-settings';

const DEFAULTS: Omit<MailboxSettings, 'version' | 'receiptsFolder'> = {
  undoSeconds: 10,
  receiptType: 'completa',
  writesHtml: true,
  fourEyes: false,
};
const NO_NOTICES: NoticeSettings = { version: 0, addresses: [], on: 'certified', escalation: [] };

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

export async function readNotices(mailbox: string, store: Pick<CardReads, 'card'>): Promise<NoticeSettings> {
  const card = await store.card(NOTICES, mailbox);
  return card === undefined ? NO_NOTICES : noticesOf(card);
}

export function noticesOf(card: Card): NoticeSettings {
  return { ...noticeSettings.omit({ version: true }).parse(card.value), version: card.version };
}

export async function changeNotices(
  mailbox: string,
  { version, ...value }: NoticeSettings,
  { store, legalTime }: { readonly store: Pick<Store, 'commit'>; readonly legalTime: LegalTime },
): Promise<NoticeSettings> {
  const card = { kind: NOTICES, id: mailbox, owner: mailbox, value, at: legalTime.now() };
  const { done } = await store.commit({ cards: [{ kind: 'put', card, was: version }] });
  if (!done) throw CHANGED;
  return { ...value, version: version + 1 };
}
