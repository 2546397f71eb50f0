/** What a provider tells by itself: events for programs, webhooks, their credentials; notices by ordinary e-mail. */
export {
  type ArrivalStep,
  type ArrivalsPorts,
  type ArrivalsWatch,
  openArrivalsWatch,
  type TakeArrivals,
} from './arrivals.ts';
export { type Bearer, type BearerPorts, type Bearers, openBearers, type TokenOrder } from './bearer.ts';
export type { Credentials } from './credential-card.ts';
export { type CredentialBook, type CredentialsPorts, type CredentialWish, openCredentials } from './credentials.ts';
export { endPrograms } from './end-programs.ts';
export { type EventFeed, type EventQuery, type FeedPorts, openEventFeed } from './event-feed.ts';
export { eventOctets } from './event-octets.ts';
export type { EventPage } from './events.ts';
export type { LogTail } from './log-tail.ts';
export { isAutomatic, isUnread } from './look-into-mailbox.ts';
export type { NoticeSettings } from './notice-cards.ts';
export { type NoticeSettingsBook, type NoticeSettingsPorts, openNoticeSettings } from './notice-settings.ts';
export { type Notices, type NoticesPorts, openNotices } from './notices.ts';
export type { Received } from './received.ts';
export type { Recording } from './recording.ts';
export { resealWebhooks, type WebhookSecrets } from './reseal-webhooks.ts';
export { openWebhookDuty, type WebhookDuty, type WebhookDutyPorts } from './webhook-duty.ts';
export { openWebhooks, type Secrets, type WebhookBook, type WebhooksPorts, type WebhookWish } from './webhooks.ts';
