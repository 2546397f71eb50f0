/** What a rule of the auditor is about, and what to do when it is broken: words are the reader's catalogue's. */
export type RuleArea = 'chain' | 'octets' | 'jobs' | 'quarantine' | 'people' | 'folders';

const AREAS: readonly (readonly [rule: RegExp, area: RuleArea])[] = [
  [/^I\d+$|^dispatch-|^tracking-/, 'chain'],
  [/^blob-|^rope-|^message-digest$/, 'octets'],
  [/^job-/, 'jobs'],
  [/^quarantine-/, 'quarantine'],
  [/^user-|^grant-|^folder-rights-|^app-password-/, 'people'],
];

export function areaOf(rule: string): RuleArea {
  return AREAS.find(([pattern]) => pattern.test(rule))?.[1] ?? 'folders';
}

/** The rules of the message log are each said in a sentence of their own. */
export const LOG_RULES = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11'] as const;
