import type { Rule } from '#contract';
import { decodeText, type EnvelopeAddress, foldText, type MessageSummary, type PartSummary } from '#mime';
import { PEC_KEYWORDS, SENT_KEYWORD, UNVERIFIED_KEYWORD, wire } from '#pec';

/** What a rule looks at: of a certified message the inner one, as people see it. */
export interface RuledMessage {
  readonly kind: 'certified' | 'anomaly' | 'unverified' | 'sent' | 'receipt' | 'ordinary';
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly attachments: string;
  readonly size: number;
  /** `foldText` of it; asked for only by who needs it. */
  body(): Promise<string>;
}

const RECEIPTS = new Set(
  Object.entries(PEC_KEYWORDS)
    .filter(([number]) => number !== 'M4' && number !== 'M6')
    .flatMap(([, keywords]) => keywords),
);

/** By the keywords that the server set when it had judged the signature, never by what the message says of itself. */
export function kindOf(flags: readonly string[]): RuledMessage['kind'] {
  if (flags.includes(SENT_KEYWORD)) return 'sent';
  // Whatever stands beside it: what could not be verified is never taken for certified.
  if (flags.includes(UNVERIFIED_KEYWORD)) return 'unverified';
  if (flags.some((flag) => PEC_KEYWORDS.M4.includes(flag))) return 'certified';
  if (flags.some((flag) => PEC_KEYWORDS.M6.includes(flag))) return 'anomaly';
  if (flags.some((flag) => RECEIPTS.has(flag))) return 'receipt';
  return 'ordinary';
}

/** From, To, Subject and file names out of the kept parse; those of postacert.eml where there is one. */
export function ruledOf(
  summary: MessageSummary,
  flags: readonly string[],
  size: number,
  body: () => Promise<string>,
): RuledMessage {
  const inner = original(summary.structure);
  const envelope = inner?.message?.envelope ?? summary.envelope;
  const people = (all: readonly EnvelopeAddress[]) => all.map(shown).join(' ');
  return {
    kind: kindOf(flags),
    from: fold(people(envelope.from)),
    to: fold(people([...envelope.to, ...envelope.cc])),
    subject: fold(decodeText(envelope.subject ?? '')),
    attachments: fold(fileNames(inner?.message?.structure ?? summary.structure).join('\n')),
    size,
    body,
  };
}

function shown({ name, mailbox, host }: EnvelopeAddress): string {
  return host === null ? '' : `${decodeText(name ?? '')} ${mailbox}@${host}`;
}

function original(part: PartSummary): PartSummary | undefined {
  if (part.message && namesOf(part).includes(wire.PART.postacert)) return part;
  for (const child of part.children) {
    const found = original(child);
    if (found) return found;
  }
  return undefined;
}

function fileNames(part: PartSummary): readonly string[] {
  return [...namesOf(part), ...part.children.flatMap(fileNames)];
}

function namesOf({ params, disposition }: PartSummary): readonly string[] {
  const all = [...params, ...(disposition?.params ?? [])];
  return all
    .filter(([name]) => /^(file)?name(\*|$)/.test(name))
    .map(([, value]) => decodeText(value.replace(/^[\w-]*'[\w-]*'/, '')).toLowerCase());
}

/** Receipts are what a mailbox is kept for: a rule touches them only when it says so. */
export function asksForReceipts({ conditions }: Pick<Rule, 'conditions'>): boolean {
  return conditions.all.some(
    ({ field, value }) => field === 'kind' && /^(receipt|ricevuta|any|tutti)$/i.test(value.trim()),
  );
}

/** Every condition holds. */
export async function matches(rule: Pick<Rule, 'conditions'>, message: RuledMessage): Promise<boolean> {
  if (message.kind === 'sent' || (message.kind === 'receipt' && !asksForReceipts(rule))) return false;
  for (const condition of rule.conditions.all) if (!(await holds(condition, message))) return false;
  return true;
}

async function holds({ field, is, value }: Rule['conditions']['all'][number], message: RuledMessage): Promise<boolean> {
  if (field === 'size' || is === 'larger') return message.size > Number(value);
  // Bodies are kept as the search looks at them; the rest is compared as it is written, so that no look-alike address passes for another.
  const wanted = field === 'body' ? foldText(value.trim()) : fold(value.trim());
  if (field === 'kind') return wanted === 'any' || wanted === 'tutti' || message.kind === (KINDS[wanted] ?? wanted);
  const text = field === 'body' ? await message.body() : field === 'attachment' ? message.attachments : message[field];
  if (is === 'contains') return text.includes(wanted);
  if (field === 'from' || field === 'to')
    return addressesIn(text).some((one) => (is === 'is' ? one === wanted : one.startsWith(wanted)));
  return is === 'is' ? text.trim() === wanted : text.trim().startsWith(wanted);
}

const KINDS: Readonly<Record<string, RuledMessage['kind']>> = {
  ricevuta: 'receipt',
  certificata: 'certified',
  anomalia: 'anomaly',
  ordinaria: 'ordinary',
};

function addressesIn(text: string): readonly string[] {
  return text.match(/[^\s<>"]+@[^\s<>"]+/g) ?? [];
}

export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
