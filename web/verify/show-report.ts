import { type DossierLink, LINK_NAMES, type TimelineEvent, type Words } from '#evidence';
import { isoLegalTime } from '#pec';
import { el, plain } from './elements.ts';
import { type Report, readable } from './report.ts';
import { inLanguage, type Language, WORDS } from './words.ts';

/** Longer lists are cut: a person reads the beginning, a program the file. */
const MAX_SHOWN = 500;

/** A report as elements, in one language. */
export function showReport(report: Report, language: Language): HTMLElement {
  const say = (words: Words) => inLanguage(words, language);
  const sections = [
    verdict(report, say),
    section(WORDS.facts, say, facts(report, say)),
    section(WORDS.recipients, say, recipients(report, say)),
    section(WORDS.timeline, say, timeline(report, say)),
    section(WORDS.links, say, links(report.links, say)),
    section(WORDS.certificates, say, certificates(report, say)),
    section(WORDS.files, say, files(report, say)),
  ];
  return el('div', { class: 'report' }, ...sections.filter((one) => one !== undefined));
}

type Say = (words: Words) => string;

function section(title: Words, say: Say, content: HTMLElement | undefined): HTMLElement | undefined {
  if (content === undefined) return undefined;
  return el('section', { class: 'card' }, el('h2', {}, say(title)), content);
}

function verdict({ outcome, headline, advice, isTest, at }: Report, say: Say): HTMLElement {
  const card = el('section', { class: `card verdict ${outcome}`, 'aria-labelledby': 'headline' });
  const mark = el(
    'span',
    { class: 'mark', 'aria-hidden': 'true' },
    { holds: '✓', broken: '✕', undecided: '?' }[outcome],
  );
  const words = el(
    'div',
    {},
    el('h2', { id: 'headline', tabindex: '-1' }, say(headline)),
    el('p', {}, say(advice)),
    el('p', { class: 'quiet' }, `${say(WORDS.judgedAt)} ${when(at)}`),
  );
  if (isTest) words.append(el('p', { class: 'test' }, say(WORDS.test)));
  card.append(mark, words);
  return card;
}

function when(at: number): string {
  return readable(isoLegalTime(at));
}

function facts({ facts: rows }: Report, say: Say): HTMLElement | undefined {
  if (rows.length === 0) return undefined;
  const list = el('dl', {});
  for (const { label, value } of rows) list.append(el('dt', {}, say(label)), el('dd', {}, plain(value)));
  return list;
}

function recipients({ recipients: all }: Report, say: Say): HTMLElement | undefined {
  if (all.length === 0) return undefined;
  const list = el('ul', { class: 'plain' });
  for (const { address, outcome, isGood } of all.slice(0, MAX_SHOWN)) {
    const state = el('span', { class: `pill ${isGood ? 'ok' : 'not-judged'}` }, say(outcome));
    list.append(el('li', {}, el('span', { class: 'grow' }, plain(address)), state));
  }
  return more(list, all.length, say);
}

function more(list: HTMLElement, count: number, say: Say): HTMLElement {
  if (count > MAX_SHOWN) list.append(el('li', {}, `${say(WORDS.shown)}: ${count - MAX_SHOWN}`));
  return list;
}

function timeline({ timeline: events }: Report, say: Say): HTMLElement | undefined {
  if (events.length === 0) return undefined;
  const list = el('ol', { class: 'timeline' });
  for (const event of events.slice(0, MAX_SHOWN)) list.append(moment(event, say));
  return more(list, events.length, say);
}

function moment({ at, what, recipients, outcome, note }: TimelineEvent, say: Say): HTMLElement {
  const item = el('li', { class: outcome });
  item.append(el('time', { datetime: isoLegalTime(at) }, when(at)), el('span', {}, say(what)));
  if (recipients.length > 0) item.append(el('span', { class: 'quiet' }, plain(recipients.join(', '))));
  if (note !== undefined) item.append(el('span', { class: 'quiet' }, plain(note)));
  return item;
}

const ORDER = { broken: 0, 'not-judged': 1, ok: 2 } as const;

/** What is broken stands first. */
function links(all: readonly DossierLink[], say: Say): HTMLElement {
  const list = el('ul', { class: 'links' });
  const sorted = [...all].sort((one, other) => ORDER[one.state] - ORDER[other.state]);
  for (const { kind, about, state, why } of sorted.slice(0, MAX_SHOWN)) {
    const name = el('strong', {}, say(LINK_NAMES[kind]));
    const words = el('div', { class: 'grow' }, name);
    if (about !== '') words.append(el('code', {}, plain(about)));
    words.append(el('span', {}, plain(say(why))));
    list.append(el('li', { class: state }, el('span', { class: `pill ${state}` }, say(WORDS[state])), words));
  }
  return more(list, all.length, say);
}

function certificates({ certificates: all }: Report, say: Say): HTMLElement | undefined {
  if (all.length === 0) return undefined;
  const list = el('ul', { class: 'plain column' });
  for (const { subject, issuer, notBefore, notAfter, sha256 } of all) {
    const term = say(WORDS.valid).replace('{from}', when(notBefore)).replace('{to}', when(notAfter));
    list.append(
      el(
        'li',
        {},
        el('strong', {}, plain(subject)),
        el('span', { class: 'quiet' }, `← ${plain(issuer)}`),
        el('span', { class: 'quiet' }, term),
        el('code', {}, `SHA-256 ${sha256}`),
      ),
    );
  }
  return list;
}

function files({ files: all }: Report, say: Say): HTMLElement | undefined {
  if (all.length === 0) return undefined;
  const list = el('ul', { class: 'plain' });
  for (const { name, size } of all.slice(0, MAX_SHOWN))
    list.append(
      el('li', {}, el('code', { class: 'grow' }, plain(name)), el('span', { class: 'quiet' }, `${size} byte`)),
    );
  return more(list, all.length, say);
}
