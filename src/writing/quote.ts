import type { Language } from '#contract';
import { cleanQuote } from './clean-html.ts';
import { escapeHtml } from './fill-in.ts';
import type { Named, ReadMessage } from './message-texts.ts';
import { plainAlternative } from './plain-alternative.ts';

type Quoted = Pick<ReadMessage, 'from' | 'to' | 'cc' | 'subject' | 'date' | 'text' | 'html'>;

interface Words {
  wrote(who: string, when: string): string;
  readonly forwarded: string;
  readonly from: string;
  readonly date: string;
  readonly subject: string;
  readonly to: string;
  readonly cc: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  it: {
    wrote: (who, when) => (when === '' ? `${who} ha scritto:` : `Il ${when} ${who} ha scritto:`),
    forwarded: 'Messaggio inoltrato',
    from: 'Da',
    date: 'Data',
    subject: 'Oggetto',
    to: 'A',
    cc: 'Cc',
  },
  en: {
    wrote: (who, when) => (when === '' ? `${who} wrote:` : `On ${when} ${who} wrote:`),
    forwarded: 'Forwarded message',
    from: 'From',
    date: 'Date',
    subject: 'Subject',
    to: 'To',
    cc: 'Cc',
  },
  de: {
    wrote: (who, when) => (when === '' ? `${who} schrieb:` : `Am ${when} schrieb ${who}:`),
    forwarded: 'Weitergeleitete Nachricht',
    from: 'Von',
    date: 'Datum',
    subject: 'Betreff',
    to: 'An',
    cc: 'Cc',
  },
};

/** Characters that are quoted: the rest stands in the message itself. */
const MAX_QUOTED = 100_000;

/** The message answered or forwarded, as it stands below what is written. */
export function quoteText(quoted: Quoted, language: Language, isForward: boolean): string {
  const text = (quoted.text ?? (quoted.html === undefined ? '' : plainAlternative(cleanQuote(quoted.html)))).slice(
    0,
    MAX_QUOTED,
  );
  const lines = text.replace(/\r\n?/g, '\n').trimEnd().split('\n');
  if (isForward) return `\n\n${headLines(quoted, language).join('\n')}\n\n${lines.join('\n')}\n`;
  const words = WORDS[language].wrote(whoOf(quoted), quoted.date);
  return `\n\n${words}\n${lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)).join('\n')}\n`;
}

export function quoteHtml(quoted: Quoted, language: Language, isForward: boolean): string {
  const body =
    quoted.html === undefined
      ? `<p>${escapeHtml((quoted.text ?? '').slice(0, MAX_QUOTED).replace(/\r\n?/g, '\n').trimEnd()).replaceAll('\n', '<br>')}</p>`
      : cleanQuote(quoted.html.slice(0, 4 * MAX_QUOTED));
  if (isForward) return `<p><br></p><p>${headLines(quoted, language).map(escapeHtml).join('<br>')}</p>${body}`;
  const words = escapeHtml(WORDS[language].wrote(whoOf(quoted), quoted.date));
  return `<p><br></p><p>${words}</p><blockquote type="cite">${body}</blockquote>`;
}

function headLines({ from, to, cc, subject, date }: Quoted, language: Language): readonly string[] {
  const words = WORDS[language];
  return [
    `---------- ${words.forwarded} ----------`,
    `${words.from}: ${from.map(shown).join(', ')}`,
    ...(date === '' ? [] : [`${words.date}: ${date}`]),
    `${words.subject}: ${subject}`,
    `${words.to}: ${to.slice(0, 20).map(shown).join(', ')}`,
    ...(cc.length === 0 ? [] : [`${words.cc}: ${cc.slice(0, 20).map(shown).join(', ')}`]),
  ];
}

function whoOf({ from }: Quoted): string {
  return from[0] === undefined ? '?' : shown(from[0]);
}

function shown({ name, address }: Named): string {
  return name === '' ? address : `${name} <${address}>`;
}
