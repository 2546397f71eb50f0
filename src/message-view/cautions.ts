import { domainOf, sameAddress } from '#mime';
import { wire } from '#pec';
import {
  hasHiddenCharacters,
  latinised,
  mixesScripts,
  shownDomain,
  skeleton,
  withoutHiddenCharacters,
} from './look-alikes.ts';
import type { PartView } from './part-view.ts';
import type { Person } from './people.ts';

/** A reason for care; `detail` is what it is about, as it may be shown. Words are the reader's catalogue's. */
export interface Caution {
  readonly code: /** The display name holds an address that is not the sender's. */
    | 'name-is-other-address'
    /** It calls itself certified mail and is not. */
    | 'poses-as-certified'
    /** Answers go to another domain. */
    | 'reply-elsewhere'
    /** Letters of several alphabets in one word. */
    | 'mixed-alphabets'
    /** The domain looks like a known one and is another. */
    | 'look-alike-domain'
    /** Letters beyond ASCII in the domain. */
    | 'unusual-domain'
    | 'hidden-characters'
    /** The certified sender is another than the one the message shows. */
    | 'other-than-certified'
    /** Opening it runs a program. */
    | 'risky-attachment'
    /** An attached document was changed after it was signed. */
    | 'broken-signature'
    /** There are more attachments than are shown. */
    | 'more-attachments';
  readonly detail: string;
}

export interface CautionQuestion {
  readonly from: readonly Person[];
  readonly replyTo: readonly Person[];
  readonly subject: string;
  readonly attachments: readonly PartView[];
  /** There are more than these. */
  readonly hidesAttachments?: boolean;
  /** A provider certified it, and that holds. */
  readonly isCertified: boolean;
  /** Of the certification data, when it is certified. */
  readonly certifiedSender?: string;
  /** Is this the domain of a PEC provider or of its holders, by the index? */
  isPecDomain(domain: string): boolean;
  /** Domains that are well known to the reader: his own, those he writes to. */
  readonly knownDomains: readonly string[];
}

/** What a reader should be told before he believes a message: nothing that a stranger writes may look as if a provider vouched for it. */
export function cautionsOf(question: CautionQuestion): readonly Caution[] {
  const found: Caution[] = [];
  const tell = (code: Caution['code'], detail: string) => {
    const shown = withoutHiddenCharacters(detail).slice(0, 300);
    if (!found.some((one) => one.code === code && one.detail === shown)) found.push({ code, detail: shown });
  };
  const { from, replyTo, subject } = question;
  for (const each of from) judgeSender(each, question, tell);
  if (!question.isCertified && posesAsCertified(question)) tell('poses-as-certified', subject);
  judgeReply(question, tell);
  const texts = [subject, ...[...from, ...replyTo].map(({ name }) => name)];
  for (const text of texts.filter(hasHiddenCharacters)) tell('hidden-characters', text);
  if (mixesScripts(subject)) tell('mixed-alphabets', subject);
  for (const part of flat(question.attachments)) judgeAttachment(part, tell);
  if (question.hidesAttachments) tell('more-attachments', '');
  return found;
}

type Tell = (code: Caution['code'], detail: string) => void;

function judgeSender({ name, address }: Person, question: CautionQuestion, tell: Tell): void {
  const { certifiedSender, isCertified } = question;
  const named = addressIn(name);
  if (named !== undefined && !sameAddress(named, address)) tell('name-is-other-address', `${name} <${address}>`);
  if (mixesScripts(name)) tell('mixed-alphabets', name);
  judgeDomain(domainOf(address), question, tell);
  if (isCertified && certifiedSender !== undefined && !sameAddress(certifiedSender, address))
    tell('other-than-certified', certifiedSender);
}

function judgeDomain(domain: string, { isPecDomain, knownDomains }: CautionQuestion, tell: Tell): void {
  if (domain === '' || isPecDomain(domain) || knownDomains.includes(domain)) return;
  const shown = shownDomain(domain);
  if (shown.split('.').some(mixesScripts)) tell('mixed-alphabets', shown);
  const looks = skeleton(shown);
  const known = knownDomains.find((each) => skeleton(each) === looks);
  const plain = latinised(shown);
  if (known !== undefined) tell('look-alike-domain', `${shown} (${known})`);
  else if (plain !== domain && isPecDomain(plain)) tell('look-alike-domain', `${shown} (${plain})`);
  else if (shown !== domain || /[^\0-\x7f]/.test(domain)) tell('unusual-domain', `${shown} (${domain})`);
}

const ADDRESS = /[^\s<>"'(),;:@[\]]{1,64}@[a-z0-9.-]{1,253}\.[a-z0-9-]{2,63}/i;

function addressIn(name: string): string | undefined {
  return ADDRESS.exec(withoutHiddenCharacters(name).normalize('NFKC'))?.[0];
}

const PREFIXES = Object.values(wire.PREFIX).map((prefix) => looseText(prefix));
const ON_BEHALF = wire.PER_CONTO_DI_READ.map(looseText);

/** As a hasty reader takes it: letters alone, whatever alphabet they are borrowed from, and the colon behind a prefix. */
function looseText(text: string): string {
  return skeleton(text).replace(/[^a-z:]+/g, '');
}

function posesAsCertified({ from, subject }: CautionQuestion): boolean {
  const loose = looseText(subject.replace(/^\s*(?:(?:re|r|fwd?|i|inoltra?)\s*:\s*)+/i, ''));
  if (PREFIXES.some((prefix) => loose.startsWith(prefix))) return true;
  return from.some(({ name, address }) => {
    const [looseName, looseAddress] = [looseText(name), looseText(address.split('@')[0] ?? '')];
    const service = looseText(wire.SERVICE_LOCAL_PART);
    return (
      ON_BEHALF.some((words) => looseName.startsWith(words)) || looseAddress === service || looseName.includes(service)
    );
  });
}

function judgeReply({ from, replyTo }: CautionQuestion, tell: Tell): void {
  const home = from.map(({ address }) => domainOf(address));
  if (home.length === 0) return;
  for (const { address } of replyTo) if (!home.includes(domainOf(address))) tell('reply-elsewhere', address);
}

const RUNS =
  /\.(?:exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|jar|lnk|iso|img|vhdx?|cpl|reg|chm|html?|xhtml|svg|docm|xlsm|pptm|dll|apk|url|one|ace|appx|scf|library-ms)$/i;

function judgeAttachment({ name, signature }: PartView, tell: Tell): void {
  if (hasHiddenCharacters(name)) tell('hidden-characters', name);
  if (RUNS.test(withoutHiddenCharacters(name).trim())) tell('risky-attachment', name);
  if (signature && (signature.code === 'altered' || signature.code === 'unreadable')) tell('broken-signature', name);
}

function flat(parts: readonly PartView[]): readonly PartView[] {
  return parts.flatMap((part) => [part, ...flat(part.inside ?? [])]);
}
