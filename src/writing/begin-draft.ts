import type { Draft, Letter, Template } from '#contract';
import { isAddress, sameAddress } from '#mime';
import { type Instant, legalDate, readRfc5322Date, wire } from '#pec';
import { DRAFT, readDraft } from './draft-card.ts';
import { findDrafts } from './draft-mirror.ts';
import type { Drafts } from './drafts.ts';
import { escapeHtml, fillIn } from './fill-in.ts';
import { type Named, type ReadMessage, readTexts } from './message-texts.ts';
import { openItem } from './open-item.ts';
import { quoteHtml, quoteText } from './quote.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

export interface Beginning {
  readonly letter?: Letter | undefined;
  readonly template?: Template | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly answer?:
    | { readonly folder: string; readonly uid: number; readonly how: 'reply' | 'reply-all' | 'forward' | 'edit' }
    | undefined;
  /** How this mailbox writes. */
  readonly writesHtml: boolean;
  readonly receiptType: Letter['receiptType'];
}

const EMPTY: Letter = { to: [], cc: [], subject: '', text: '', attachments: [], receiptType: 'completa' };

/** A new draft: empty or as given, from a template, as an answer or forward of a message, or going on with one in the folder of drafts. */
export async function beginDraft(
  author: Author,
  asked: Beginning,
  drafts: Drafts,
  ports: WritingPorts,
): Promise<Draft> {
  const { answer } = asked;
  const base: Letter = {
    ...EMPTY,
    receiptType: asked.receiptType,
    ...(asked.writesHtml && { html: '' }),
    ...asked.letter,
  };
  if (answer === undefined)
    return await drafts.begin(author, { letter: fromTemplate(base, asked, author, ports.legalTime.now()) });
  const item = await openItem(author, answer.folder, answer.uid, ports);
  if (answer.how === 'edit')
    return await goOn(author, item.stored.id, await readTexts(item.message), answer, drafts, ports);
  const read = await readTexts(item.message);
  const answered =
    answer.how === 'forward' ? forward(base, read, answer, author) : reply(base, read, answer.how, author);
  const letter = fromTemplate(answered, { ...asked, subject: read.subject }, author, ports.legalTime.now());
  const how = answer.how === 'forward' ? 'forward' : 'reply';
  return await drafts.begin(author, { letter, answers: { folder: answer.folder, uid: answer.uid, how } });
}

/** Whom an answer goes to: who wrote it, never the provider that certified it (its service mailbox is read by nobody). */
export function answerTo({ replyTo, from }: Pick<ReadMessage, 'replyTo' | 'from'>): readonly Named[] {
  const wanted = replyTo.some(isPersons) ? replyTo : from;
  return wanted.filter(isPersons);
}

function isPersons({ address }: Named): boolean {
  return isAddress(address) && !address.toLowerCase().startsWith(`${wire.SERVICE_LOCAL_PART}@`);
}

function reply(base: Letter, read: ReadMessage, how: 'reply' | 'reply-all', { box, language }: Author): Letter {
  const own = box.mailbox.address;
  const first = answerTo(read).map(({ address }) => address);
  // An answer to what this mailbox sent goes to whom it was sent.
  const isOwn = first.length > 0 && first.every((address) => sameAddress(address, own));
  const to = isOwn ? read.to.filter(isPersons).map(({ address }) => address) : first;
  const others = isOwn ? read.cc : [...read.to, ...read.cc];
  const cc = how === 'reply' ? [] : others.filter(isPersons).map(({ address }) => address);
  const known = (address: string, among: readonly string[]) => among.some((one) => sameAddress(one, address));
  return {
    ...base,
    to: unique(to).slice(0, 1_000),
    cc: unique(cc.filter((address) => !sameAddress(address, own) && !known(address, to))).slice(0, 1_000),
    subject: prefixed('Re: ', read.subject),
    ...threadOf(read),
    ...quoted(base, read, language),
  };
}

/** What a provider signed goes along as it is: it proves nothing when it is taken apart. */
function forward(
  base: Letter,
  read: ReadMessage,
  { folder, uid }: { folder: string; uid: number },
  { language }: Author,
): Letter {
  const parts = read.isProviders ? [undefined] : read.attachments.map(({ part }) => part);
  const attachments = parts.map((part) => ({
    from: 'message' as const,
    folder,
    uid,
    ...(part !== undefined && { part }),
  }));
  return {
    ...base,
    subject: prefixed(language === 'de' ? 'WG: ' : language === 'it' ? 'I: ' : 'Fwd: ', read.subject),
    attachments: attachments.slice(0, 500),
    ...quoted(base, read, language, true),
  };
}

function quoted(
  base: Letter,
  read: ReadMessage,
  language: Author['language'],
  isForward = false,
): Pick<Letter, 'text' | 'html'> {
  const at = readRfc5322Date(read.date);
  const told = { ...read, date: at === undefined ? read.date : shortDate(at) };
  const text = `${base.text}${quoteText(told, language, isForward)}`;
  return base.html === undefined ? { text } : { text, html: `${base.html}${quoteHtml(told, language, isForward)}` };
}

function threadOf({ messageId, references }: ReadMessage): Pick<Letter, 'inReplyTo' | 'references'> {
  if (messageId === undefined) return {};
  return {
    inReplyTo: messageId,
    references: unique([...references.slice(0, 1), ...references.slice(1).slice(-20), messageId]),
  };
}

function prefixed(prefix: string, subject: string): string {
  const plain = subject.replace(/[\p{Cc}]+/gu, ' ').trim();
  const again = /^(re|r|i|fwd?|wg|aw)\s*:\s*/i;
  const known = again.exec(plain)?.[0];
  if (known !== undefined && known.replace(/\s/g, '').toLowerCase() === prefix.trim().toLowerCase())
    return plain.slice(0, 900);
  return `${prefix}${plain}`.slice(0, 900);
}

/** Going on with a message of the folder of drafts: with our own draft where it mirrors one, else read into a new one. */
async function goOn(
  author: Author,
  messageId: string,
  read: ReadMessage,
  { folder: folderId, uid }: { readonly folder: string; readonly uid: number },
  drafts: Drafts,
  ports: WritingPorts,
): Promise<Draft> {
  const owner = author.box.mailbox.id;
  const cards = await ports.store.cards({ kind: DRAFT, owner, limit: 1_000 });
  const known = cards.find((card) => readDraft(card).mirrors.includes(messageId));
  if (known) return await drafts.read(author, known.id);
  const folder = await ports.store.folder(folderId);
  const isDrafts = folder !== undefined && findDrafts([folder]) !== undefined;
  const inline = read.attachments.filter(({ cid }) => cid !== undefined && read.html?.includes(`cid:${cid}`));
  const letter: Letter = {
    ...EMPTY,
    to: fit(read.to),
    cc: fit(read.cc),
    ...(read.replyTo[0] && { replyTo: read.replyTo[0].address }),
    subject: read.subject.replace(/[\p{Cc}]+/gu, ' ').slice(0, 900),
    text: read.text ?? '',
    ...(read.html !== undefined && { html: read.html }),
    attachments: read.attachments.slice(0, 500).map((part) => ({
      from: 'message' as const,
      folder: folderId,
      uid,
      part: part.part,
      ...(inline.includes(part) && /^[A-Za-z0-9._@-]{1,100}$/.test(part.cid!) && { cid: part.cid! }),
    })),
    ...(read.references.length > 0 && { references: read.references.slice(-100), inReplyTo: read.references.at(-1)! }),
  };
  return await drafts.begin(author, { letter, ...(isDrafts && { mirrors: [messageId] }) });
}

const fit = (people: readonly Named[]) =>
  unique(people.map(({ address }) => address).filter(isAddress)).slice(0, 1_000);

function fromTemplate(
  letter: Letter,
  { template, variables = {}, subject = '' }: Pick<Beginning, 'template' | 'variables'> & { readonly subject?: string },
  { box }: Author,
  now: Instant,
): Letter {
  if (template === undefined) return letter;
  const known = {
    date: legalDate(now).giorno,
    data: legalDate(now).giorno,
    sender: box.mailbox.holder,
    mittente: box.mailbox.holder,
    address: box.mailbox.address,
    subject,
    oggetto: subject,
    ...variables,
  };
  const inHtml = Object.fromEntries(Object.entries(known).map(([name, value]) => [name, escapeHtml(value)]));
  const html = template.html ?? (letter.html === undefined ? undefined : paragraphs(template.text ?? ''));
  const text = fillIn(template.text ?? '', known);
  return {
    ...letter,
    subject: (fillIn(template.subject, known) || letter.subject).replace(/[\p{Cc}]+/gu, ' ').slice(0, 900),
    text: `${text}${letter.text}`,
    ...(html !== undefined && { html: `${fillIn(html, inHtml)}${letter.html ?? paragraphs(letter.text)}` }),
    ...(template.receiptType && { receiptType: template.receiptType }),
  };
}

function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .filter((each) => each.trim() !== '')
    .map((each) => `<p>${escapeHtml(each.trim()).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

function shortDate(at: Instant): string {
  const { giorno, ora } = legalDate(at);
  return `${giorno} ${ora.slice(0, 5)}`;
}

function unique(texts: readonly string[]): string[] {
  const seen = new Map(texts.map((text) => [text.toLowerCase(), text]));
  return [...seen.values()];
}
