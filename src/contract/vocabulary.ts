import { z } from 'zod';
import { ADDRESS, NO_CONTROLS } from './pattern-words.ts';

/** ISO 8601 with offset; legal time. */
export const instant = z.iso.datetime({ offset: true });
export const day = z.iso.date();
export const id = z.string().regex(/^[A-Za-z0-9._~-]{1,200}$/);
export const address = z.string().trim().min(3).max(254).regex(ADDRESS);
/** A place on our own site to go on to: never another site (`//host`), never the door again. */
export const place = z
  .string()
  .max(2_000)
  .regex(NO_CONTROLS)
  .regex(/^\/(?![/\\]|accesso|api\/)[^\\]*$/);
/** One line that people wrote. */
export const line = z.string().trim().min(1).max(500).regex(NO_CONTROLS);
/** What a client calls its message, told back in every event of its chain. */
export const clientRef = z.string().max(200).regex(NO_CONTROLS);
export const note = z.string().max(20_000);
export const octets = z.int().min(0);
/** Identificativo of a certified message, without brackets. */
export const identificativo = z.string().regex(/^[^\s<>/]{1,250}$/);

/** A page of a list: from a cursor that the page before gave. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(300).optional(),
};

export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/** RFC 9457. `code` is for programs, `detail` one sentence for people in the language asked for (Italian unless said). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  /** Which fields are wrong, and why. */
  faults: z.array(z.object({ at: z.string(), code: z.string(), detail: z.string() })).optional(),
  /** Seconds. */
  retryAfter: z.int().optional(),
});
export type Problem = z.output<typeof problem>;

/** It changes by who has seen its latest version: 409 `changed` otherwise. */
export const version = z.int().min(1);

export const LANGUAGES = ['it', 'en', 'de'] as const;
export const language = z.enum(LANGUAGES);
export type Language = z.output<typeof language>;

export const inMailbox = z.object({ mailbox: id });
