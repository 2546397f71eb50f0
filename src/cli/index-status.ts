import type { Alarm } from '#contract';
import type { CrlState, IndexState } from '#provider-index';
import { cell, isoDate } from './print.ts';

/** The copy of the index and all that is to be said of it, with dates for programs. */
export function indexStatusJson(state: IndexState, alarms: readonly Alarm[], crls: readonly CrlState[], now: number) {
  const { copy, directory, own, held } = state;
  return {
    legalTime: isoDate(now),
    alarms,
    copy: copy && {
      ...copy,
      fetchedAt: isoDate(copy.fetchedAt),
      since: isoDate(copy.since),
      ageHours: hours(now - copy.fetchedAt),
    },
    held: held && { ...held, since: isoDate(held.since) },
    problems: state.problems,
    directory: directory && { ...directory, at: isoDate(directory.at), since: isoDate(directory.since) },
    ownRecord: own && { ...own, publishedAt: isoDate(own.publishedAt) },
    attempts: state.attempts.map(({ at, since, ...rest }) => ({ at: isoDate(at), since: isoDate(since), ...rest })),
    revocationLists: crls.map(({ url, fault, ...dates }) => ({
      url,
      thisUpdate: isoDate(dates.thisUpdate),
      nextUpdate: isoDate(dates.nextUpdate),
      fetchedAt: isoDate(dates.fetchedAt),
      fault,
    })),
  };
}

const hours = (ms: number) => Math.round(ms / 360_000) / 10;

/** The same for people. */
export function indexStatusText(
  state: IndexState,
  alarms: readonly Alarm[],
  crls: readonly CrlState[],
  now: number,
): string {
  const lines = alarms.map(({ text }) => `ALARM  ${text}`);
  lines.push(...(alarms.length > 0 ? [''] : []), ...copyLines(state, now), ...besideLines(state), '', 'Attempts');
  for (const { at, outcome, why, since, times } of state.attempts) {
    const again = since === undefined ? '' : `, ${times} times since ${isoDate(since)}`;
    lines.push(`  ${isoDate(at)}  ${outcome}${why === undefined ? '' : `: ${why}`}${again}`);
  }
  if (state.attempts.length === 0) lines.push('  none yet');
  lines.push('', 'Revocation lists', ...crls.map((list) => `  ${crlLine(list, now)}`));
  if (crls.length === 0) lines.push('  none yet');
  return `${lines.map(cell).join('\n')}\n`;
}

function copyLines({ copy }: IndexState, now: number): readonly string[] {
  if (copy === undefined) return ['In use         nothing: no copy of the index was ever had'];
  const { providers, domains, sha256, fetchedAt, since, url } = copy;
  return [
    `In use         ${providers} records, ${domains} domains`,
    `  signed file  sha256 ${sha256}, this one since ${isoDate(since)}`,
    `  fetched      ${isoDate(fetchedAt)}, ${hours(now - fetchedAt)} hours ago, from ${url}`,
  ];
}

function besideLines({ directory, own }: IndexState): readonly string[] {
  const lines: string[] = [];
  if (directory !== undefined) {
    const { state, since, where, why, at } = directory;
    const words = {
      agrees: 'agrees with the signed file',
      differs: 'says otherwise than the signed file',
      unreachable: `did not answer: ${why}`,
    };
    lines.push(`Directory      ${where} ${words[state]}, since ${isoDate(since)} (asked ${isoDate(at)})`);
    for (const { record, detail } of directory.differences.first) lines.push(`  ${record}: ${detail}`);
  }
  if (own === undefined) return [...lines, 'Own record     not compared yet'];
  const published = `as published ${isoDate(own.publishedAt)}`;
  if (own.differences.total === 0) return [...lines, `Own record     stands in the index ${published}`];
  lines.push(`Own record     does not stand in the index ${published}`);
  for (const { detail } of own.differences.first) lines.push(`  ${detail}`);
  return lines;
}

function crlLine({ url, thisUpdate, nextUpdate, fault }: CrlState, now: number): string {
  const held =
    thisUpdate === undefined ? 'none held' : `of ${isoDate(thisUpdate)}, until ${isoDate(nextUpdate) ?? '?'}`;
  const past = nextUpdate !== undefined && nextUpdate < now ? ', OUT OF DATE' : '';
  return `${url}  ${held}${past}${fault === undefined ? '' : `; last attempt: ${fault}`}`;
}
