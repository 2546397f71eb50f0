import { buildServiceLetter } from '#issuing';
import { type Instant, type Issuer, rfc5322Date } from '#pec';
import type { Digests, Random, StoredMessage } from '#ports';
import type { ToldOf } from './notice-cards.ts';

export interface NoticeLetter {
  /** An ordinary address. */
  readonly to: string;
  /** Of the mailbox that something came into. */
  readonly mailbox: string;
  readonly about: readonly ToldOf[];
  /** How many more came. */
  readonly more: number;
  /** It was told of before, and is unread so many hours after. */
  readonly unreadAfterHours?: number;
  readonly at: Instant;
}

/**
 * Ordinary mail that something came into a certified mailbox. Sender and subject, nothing of the content.
 */
export function buildNotice(
  letter: NoticeLetter,
  issuer: Issuer,
  ports: { readonly random: Random; readonly digests: Digests },
): StoredMessage {
  const { to, at } = letter;
  return buildServiceLetter(
    {
      ...{ kind: 'avviso', to: [to], at },
      subject: subjectOf(letter),
      text: `${italian(letter)}\n\n-----\n\n${english(letter)}`,
    },
    issuer,
    ports,
  );
}

function subjectOf({ mailbox, about, more, unreadAfterHours }: NoticeLetter): string {
  if (unreadAfterHours !== undefined) return `Avviso: PEC non letta da ${unreadAfterHours} ore in ${mailbox} / unread`;
  const count = about.length + more;
  return count === 1
    ? `Avviso: un nuovo messaggio in ${mailbox} / new message`
    : `Avviso: ${count} nuovi messaggi in ${mailbox} / new messages`;
}

function italian({ mailbox, about, more, unreadAfterHours }: NoticeLetter): string {
  const kinds = { certified: 'posta certificata', anomaly: 'posta NON certificata (anomalia)' };
  const what =
    unreadAfterHours === undefined
      ? `Nella casella ${mailbox} è arrivato:`
      : `Nella casella ${mailbox} questo messaggio non è ancora stato letto dopo ${unreadAfterHours} ore:`;
  const rest = more > 0 ? `\n\ne altri ${more}.` : '';
  return `${what}

${list(about, kinds, { from: 'da', subject: 'oggetto', at: 'ricevuto' })}${rest}

Questo è un avviso ordinario e NON HA VALORE LEGALE: non è una ricevuta di posta elettronica
certificata e non prova nulla. Il messaggio si legge soltanto nella casella. Non rispondere.`;
}

function english({ mailbox, about, more, unreadAfterHours }: NoticeLetter): string {
  const kinds = { certified: 'certified mail', anomaly: 'mail that is NOT certified (anomaly)' };
  const what =
    unreadAfterHours === undefined
      ? `This came into the mailbox ${mailbox}:`
      : `In the mailbox ${mailbox} this message is still unread after ${unreadAfterHours} hours:`;
  const rest = more > 0 ? `\n\nand ${more} more.` : '';
  return `${what}

${list(about, kinds, { from: 'from', subject: 'subject', at: 'received' })}${rest}

This is an ordinary notice and HAS NO LEGAL VALUE: it is no receipt of certified e-mail and
proves nothing. The message can be read in the mailbox alone. Do not answer.`;
}

interface Words {
  readonly from: string;
  readonly subject: string;
  readonly at: string;
}

function list(about: readonly ToldOf[], kinds: Readonly<Record<ToldOf['kind'], string>>, words: Words): string {
  return about
    .map(
      ({ kind, from, subject, at }) =>
        `- ${kinds[kind]}\n  ${words.from}: ${plain(from)}\n  ${words.subject}: ${plain(subject)}\n  ${words.at}: ${rfc5322Date(at)}`,
    )
    .join('\n\n');
}

/** As one line: what strangers wrote makes no lines of its own in our letter. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
}
