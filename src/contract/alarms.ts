import { z } from 'zod';

/**
 * What `ceralacca status` and the first page of an operator alarm of: a code that stays, and the names of what is put into its sentence.
 * `since` and `at` are instants in ISO 8601, `day` is one, `…Bytes` are octets, `count` chooses singular or plural, `queue`, `use`, `kind`,
 * `points` and `what` are words of the program. Every alarm may have besides `why`: what somebody else or the system said, in English or as it came.
 */
export const ALARM_VALUES = {
  'service-silent': ['since'],
  'outage-lasts': ['kind', 'since', 'points', 'reason'],
  'queue-waits': ['count', 'queue'],
  'outbox-unreadable': [],
  'clock-stopped': ['offsetMs'],
  'clock-stopped-unknown': [],
  'clock-off': ['offsetMs'],
  'clock-uncompared': [],
  'key-lost': ['since'],
  'certificate-ends': ['use', 'count', 'at'],
  'certificate-ended': ['use', 'at'],
  'index-empty': [],
  'index-stale': [],
  'index-held': ['count', 'domains'],
  'index-claimed-twice': ['record'],
  'index-rejected': ['record'],
  'index-directory': ['where'],
  'index-own-record': [],
  'domain-of-other': ['domain', 'holder'],
  'log-changed': ['day'],
  'log-not-closed': ['day'],
  'log-unstamped': ['day', 'at'],
  'log-no-timestamp': ['since'],
  'log-ours-contradicted': ['domain', 'at'],
  'log-theirs-contradicted': ['domain', 'at'],
  'log-check-found': ['count'],
  'log-not-verified': ['since'],
  'audit-found': ['count', 'rules'],
  'audit-old': ['since'],
  'availability-lost': ['percent'],
  'availability-short': ['minutes'],
  'availability-long-outage': ['minutes'],
  'probe-unable': [],
  'backup-old': ['at'],
  'backup-incomplete': ['count'],
  'disk-fills': ['what', 'freeBytes', 'totalBytes'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AlarmCode = keyof typeof ALARM_VALUES;
type ValuesOf<C extends AlarmCode> = Readonly<Record<(typeof ALARM_VALUES)[C][number], string | number>> & {
  readonly why?: string;
};

/** Something that asks for somebody; `text` says it in English, for the command line and for whoever does not know the code. */
export type Alarm = {
  readonly [C in AlarmCode]: { readonly code: C; readonly values: ValuesOf<C>; readonly text: string };
}[AlarmCode];

/** The same as anybody is told it: codes may be added. */
export const alarm = {
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** In English. */
  text: z.string(),
};
