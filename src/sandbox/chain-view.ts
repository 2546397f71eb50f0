import type { StoredLogRecord } from '#ports';
import { describeEvent } from './describe-event.ts';

const CHAINS_KEPT = 1000;
const LINES_PER_SECOND = 40;

/** What strangers wrote must not move the cursor or hide anything: no control or format characters. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}

const romeTime = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** ANSI colours, or none: what is not a terminal gets plain text. */
export function paint(coloured: boolean): Paint {
  const wrap = (code: string) => (text: string) => (coloured && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: wrap('1'), dim: wrap('2'), good: wrap('32'), bad: wrap('31') };
}

interface Chain {
  readonly number: number;
  readonly since: number;
  /** Whose sending was put off, and said to be so already. */
  readonly deferred: Set<string>;
}

/** `+45 ms`, `+12.3 s`, `+48 min`, `+12 h`. */
function elapsed(ms: number): string {
  if (ms < 10_000) return `+${ms} ms`;
  if (ms < 600_000) return `+${(ms / 1000).toFixed(1)} s`;
  if (ms < 36_000_000) return `+${Math.floor(ms / 60_000)} min`;
  return `+${(ms / 3_600_000).toFixed(1).replace('.0', '')} h`;
}

export interface ChainView {
  /** A record of some provider's message log, as it is written. */
  show(provider: string, record: StoredLogRecord): void;
  /** A line of its own between the chains. */
  say(text: string): void;
}

/**
 * Every exchange as a live chain: a heading when the message is first heard of, then one line an event, with the legal time and
 * the milliseconds since the first. Under load it shows what a person can read and counts the rest.
 */
export function openChainView(print: (text: string) => void, colours: Paint, monotonicNow: () => number): ChainView {
  const chains = new Map<string, Chain>();
  let counter = 0;
  let second = 0;
  let linesInSecond = 0;
  let hidden = 0;

  function hasRoom(): boolean {
    const now = Math.floor(monotonicNow() / 1000);
    if (now !== second) {
      if (hidden > 0) print(`${colours.dim(`  … and ${hidden} more events`)}\n`);
      second = now;
      linesInSecond = 0;
      hidden = 0;
    }
    linesInSecond += 1;
    if (linesInSecond <= LINES_PER_SECOND) return true;
    hidden += 1;
    return false;
  }

  function chainOf(record: StoredLogRecord): Chain {
    const key = record.identificativo ?? record.messageId ?? `seq ${record.seq}`;
    const known = chains.get(key);
    if (known !== undefined) return known;
    counter += 1;
    const chain: Chain = { number: counter, since: record.instant, deferred: new Set() };
    chains.set(key, chain);
    if (chains.size > CHAINS_KEPT) chains.delete(chains.keys().next().value!);
    if (hasRoom()) {
      const subject = record.oggetto === undefined ? '(no subject)' : `«${record.oggetto}»`;
      print(`\n${colours.bold(harmless(`#${chain.number} ${record.mittente ?? '(no sender)'} ${subject}`))}\n`);
    }
    return chain;
  }

  return {
    say: (text) => print(`${text}\n`),
    show(provider, record) {
      const said = describeEvent(record);
      if (said === undefined) return;
      const chain = chainOf(record);
      if (record.event === 'SmtpRinvio') {
        const whose = `${provider} ${said.detail.split(':')[0]}`;
        if (chain.deferred.has(whose)) return;
        chain.deferred.add(whose);
      }
      if (!hasRoom()) return;
      const what = said.what.padEnd(22);
      const mood = said.mood === 'plain' ? what : colours[said.mood](what);
      const since = elapsed(record.instant - chain.since).padStart(9);
      print(
        `  ${colours.dim(`#${chain.number}`)} ${romeTime.format(record.instant)} ${colours.dim(since)}  ${mood} ${provider.padEnd(14)} ${harmless(said.detail)}\n`,
      );
    },
  };
}
