/** What a provider tells by itself: events for programs, webhooks, their credentials; notices by ordinary e-mail. */
export { type EventFeed, type EventQuery, type FeedPorts, openEventFeed } from './event-feed.ts';
export type { EventPage } from './events.ts';
export type { LogTail } from './log-tail.ts';
