import { frozenRefusal } from '#accounts';
import { type AddressBook, readSettings } from '#address-book';
import type { Draft, Letter, Outgoing, Preflight, SendOrder } from '#contract';
import type { Attached } from './attached.ts';
import { type Beginning, beginDraft } from './begin-draft.ts';
import type { FullLetter } from './compose-for.ts';
import { type Drafts, openDrafts } from './drafts.ts';
import { type InboxFollower, openInboxFollower } from './follow-inboxes.ts';
import { LookAlikes } from './look-alikes.ts';
import { mergeReport } from './merge-report.ts';
import { type Merges, openMerges } from './merges.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { preflight } from './preflight.ts';
import { NEEDS_APPROVAL } from './refusals.ts';
import { resolveAttachments, sourceOf } from './resolve-attachments.ts';
import { openRules, type Rules } from './rules.ts';
import { sendDraft } from './send-draft.ts';
import { sendLetter, sendRaw } from './send-letter.ts';
import { takeRaw } from './take-raw.ts';
import { openUploads, type Uploads } from './uploads.ts';
import { waitsForApproval } from './waits-for-approval.ts';
import { workMerges } from './work-merges.ts';
import { workOutbox } from './work-outbox.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

export interface DraftBeginning extends Omit<Beginning, 'template' | 'writesHtml' | 'receiptType'> {
  readonly template?: string | undefined;
}

/** The office where holders and programs write: drafts, uploads, the outbox and what goes out of it, mail merges, rules. */
export interface OpenWriting {
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  readonly outbox: Outbox;
  readonly merges: Merges;
  readonly rules: Rules;
  readonly inboxes: InboxFollower;
  beginDraft(author: Author, asked: DraftBeginning): Promise<Draft>;
  preflight(author: Author, letter: Letter): Promise<Preflight>;
  send(author: Author, letter: Letter, key?: string): Promise<Outgoing>;
  sendDraft(
    author: Author,
    id: string,
    order: SendOrder,
    options: { readonly version?: number | undefined; readonly key?: string | undefined },
  ): Promise<Outgoing[]>;
  sendRaw(
    author: Author,
    octets: AsyncIterable<Uint8Array>,
    options: { readonly clientRef?: string | undefined; readonly key?: string | undefined },
  ): Promise<Outgoing>;
  /** To the mailbox itself, to see how it arrives. */
  testSend(author: Author, letter: Letter): Promise<Outgoing>;
  previewRow(author: Author, merge: string, row: number): Promise<{ letter: Letter; preflight: Preflight }>;
  testMerge(author: Author, merge: string): Promise<void>;
  startMerge(author: Author, merge: string): Promise<void>;
  report(author: Author, merge: string): Promise<AsyncIterable<Uint8Array>>;
  /** Does what has fallen due of drafts and the outbox; answers how much. */
  work(): Promise<number>;
  /** The same of mail merges, as long as `goesOn`. */
  workMerges(goesOn?: () => boolean): Promise<number>;
}

export function openWriting(ports: WritingPorts, book: Pick<AddressBook, 'templates'>): OpenWriting {
  const uploads = openUploads(ports);
  const drafts = openDrafts(uploads, ports);
  const merges = openMerges(uploads, ports);
  const inboxes = openInboxFollower(ports);
  const desk: Desk = { ports, uploads, drafts, merges, templates: book.templates };
  return {
    ...{ uploads, drafts, merges, inboxes, outbox: openOutbox(ports), rules: openRules(ports, inboxes.changed) },
    ...writingOf(desk),
    ...mergingOf(desk),
    work: () => workOutbox(uploads, ports),
    workMerges: (goesOn) => workMerges(ports, goesOn),
  };
}

interface Desk {
  readonly ports: WritingPorts;
  readonly uploads: Uploads;
  readonly drafts: Drafts;
  readonly merges: Merges;
  readonly templates: AddressBook['templates'];
}

/** Whether what he writes waits for a second pair of eyes. Throws where nothing may be sent. */
async function waits({ box }: Author, { store }: WritingPorts): Promise<boolean> {
  const { frozen } = box.mailbox;
  if (frozen !== undefined) throw frozenRefusal(frozen);
  return await waitsForApproval(box, store);
}

type Writing = Pick<OpenWriting, 'beginDraft' | 'preflight' | 'send' | 'sendDraft' | 'sendRaw' | 'testSend'>;

function writingOf({ ports, uploads, drafts, templates }: Desk): Writing {
  const lookAlikes = new LookAlikes(ports.pecDomains);
  const found = new FoundBefore();
  return {
    async beginDraft(author, { template, ...asked }) {
      const { mailbox } = author.box;
      const { writesHtml, receiptType } = await readSettings(mailbox, ports.store);
      const chosen = template === undefined ? undefined : await templates.find(mailbox.id, template);
      return await beginDraft(author, { ...asked, writesHtml, receiptType, template: chosen }, drafts, ports);
    },
    async preflight(author, letter) {
      const known = found.of(author, letter);
      const attached = await resolveAttachments(author, letter.attachments, known, uploads, ports);
      found.keep(author, attached);
      return await preflight(author, letter, attached, { ports, lookAlikes });
    },
    async send(author, letter, key) {
      return await sendLetter(author, letter, { key, waitsForApproval: await waits(author, ports) }, uploads, ports);
    },
    async sendDraft(author, id, order, { version, key }) {
      const { undoSeconds } = await readSettings(author.box.mailbox, ports.store);
      const options = { order, version, key, undoSeconds, waitsForApproval: await waits(author, ports) };
      return await sendDraft(author, id, options, drafts, ports);
    },
    async sendRaw(author, octets, { clientRef, key }) {
      const waitsForApproval = await waits(author, ports);
      return await sendRaw(author, await takeRaw(octets, clientRef, ports), { key, waitsForApproval }, ports);
    },
    testSend: (author, letter) => toSelf(author, { letter, attached: [] }, uploads, ports),
  };
}

async function toSelf(author: Author, full: FullLetter, uploads: Uploads, ports: WritingPorts): Promise<Outgoing> {
  const { clientRef: _, ...letter } = full.letter;
  const options = { attached: full.attached, waitsForApproval: await waits(author, ports) };
  return await sendLetter(author, { ...letter, to: [author.box.mailbox.address], cc: [] }, options, uploads, ports);
}

type Merging = Pick<OpenWriting, 'previewRow' | 'testMerge' | 'startMerge' | 'report'>;

function mergingOf({ ports, uploads, merges }: Desk): Merging {
  const lookAlikes = new LookAlikes(ports.pecDomains);
  return {
    async previewRow(author, merge, row) {
      const { letter, attached } = await merges.row(author, merge, row);
      return { letter, preflight: await preflight(author, letter, attached, { ports, lookAlikes }) };
    },
    async testMerge(author, merge) {
      await toSelf(author, await merges.row(author, merge, 1), uploads, ports);
    },
    async startMerge(author, merge) {
      if (await waits(author, ports)) throw NEEDS_APPROVAL;
      await merges.turn(author, merge, 'start');
    },
    async report({ box, language }, merge) {
      const [, value] = await merges.find(box.mailbox.id, merge);
      return mergeReport(merge, box.mailbox.id, value, language, ports);
    },
  };
}

/** Parts of messages that somebody attached a moment ago: a letter is judged again with every word, and a part is long. */
class FoundBefore {
  readonly #found = new Map<string, Attached>();

  of({ box, login }: Author, { attachments }: Letter): readonly Attached[] {
    return attachments.flatMap((one) => this.#found.get(`${box.mailbox.id} ${login} ${sourceOf(one)}`) ?? []);
  }

  keep({ box, login }: Author, attached: readonly Attached[]): void {
    if (this.#found.size > MAX_FOUND) this.#found.clear();
    for (const one of attached) this.#found.set(`${box.mailbox.id} ${login} ${one.source}`, one);
  }
}

const MAX_FOUND = 1_000;
