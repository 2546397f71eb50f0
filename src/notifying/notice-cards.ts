import { z } from 'zod';
import { noticeSettings } from '#contract';
import type { Card } from '#ports';

/** Under the id of the mailbox. */
export const NOTICE_SETTINGS = 'notice-settings';
/** Under the id of the mailbox: when it was told last, and what waits to be told together. */
export const NOTICE = 'notice';
/** One certified message that is told of again while it is unread. */
export const ESCALATION = 'notice-escalation';

export type NoticeSettings = z.output<typeof noticeSettings>;
const settingsCard = noticeSettings.omit({ version: true });

export function readSettings(card: Card | undefined): NoticeSettings {
  if (card === undefined) return { version: 0, addresses: [], on: 'nothing', escalation: [] };
  return { ...settingsCard.parse(card.value), version: card.version };
}

const told = z.object({ at: z.int(), kind: z.enum(['certified', 'anomaly']), from: z.string(), subject: z.string() });
export type ToldOf = z.output<typeof told>;

const noticeCard = z.object({
  lastAt: z.int(),
  /** The first of those that wait. */
  pending: z.array(told),
  /** How many more. */
  more: z.int(),
});
export type NoticeValue = z.output<typeof noticeCard>;
export const readNotice = (card: Card | undefined): NoticeValue | undefined => card && noticeCard.parse(card.value);

const escalationCard = z.object({ identificativo: z.string(), about: told, level: z.int() });
export type EscalationValue = z.output<typeof escalationCard>;
export const readEscalation = (card: Card): EscalationValue => escalationCard.parse(card.value);
