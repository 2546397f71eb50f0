import { frozenRefusal } from '#accounts';
import { type AddressBook, readSettings } from '#address-book';
import type { Draft, Letter, MailboxSettings, Outgoing, Preflight, SendOrder } from '#contract';
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
import { NEEDS_APPROVAL, NO_TEMPLATE } from './refusals.ts';
import { resolveAttachments, sourceOf } from './resolve-attachments.ts';
import { openRules, type Rules } from './rules.ts';
import { sendDraft } from './send-draft.ts';
import { sendLetter, sendRaw } from './send-letter.ts';
import { takeRaw } from './take-raw.ts';
import { openUploads, type Uploads } from './uploads.ts';
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
  testSend(author: Author, letter: Letter, attached?: readonly Attached[]): Promise<Outgoing>;
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
  const lookAlikes = new LookAlikes(ports.pecDomains);
  const found = new FoundBefore();
  const settings = ({ box }: Author): Promise<MailboxSettings> => readSettings(box.mailbox, ports.store);

  /** Throws where nothing may be sent. */
  async function waits(author: Author): Promise<boolean> {
    const { needsApproval, level, mailbox } = author.box;
    if (mailbox.frozen !== undefined) throw frozenRefusal(mailbox.frozen);
    return needsApproval === true || (level !== 'own' && (await settings(author)).fourEyes);
  }
  const judge = (author: Author, { letter, attached }: FullLetter) =>
    preflight(author, letter, attached, { ports, lookAlikes });
  const toSelf = ({ box }: Author, letter: Letter): Letter => ({ ...letter, to: [box.mailbox.address], cc: [] });

  async function testSend(author: Author, letter: Letter, attached: readonly Attached[] = []): Promise<Outgoing> {
    const { clientRef: _, ...plain } = letter;
    const options = { attached, waitsForApproval: await waits(author) };
    return await sendLetter(author, toSelf(author, plain), options, uploads, ports);
  }

  return {
    ...{
      uploads,
      drafts,
      merges,
      inboxes,
      testSend,
      outbox: openOutbox(ports),
      rules: openRules(ports, inboxes.changed),
    },
    async beginDraft(author, { template, ...asked }) {
      const { writesHtml, receiptType } = await settings(author);
      const chosen =
        template === undefined
          ? undefined
          : await book.templates.find(author.box.mailbox.id, template).catch(() => undefined);
      if (template !== undefined && chosen === undefined) throw NO_TEMPLATE;
      return await beginDraft(
        author,
        { ...asked, writesHtml, receiptType, ...(chosen && { template: chosen }) },
        drafts,
        ports,
      );
    },
    async preflight(author, letter) {
      const known = found.of(author, letter);
      const attached = await resolveAttachments(author, letter.attachments, known, uploads, ports);
      found.keep(author, attached);
      return await judge(author, { letter, attached });
    },
    send: async (author, letter, key) =>
      sendLetter(author, letter, { key, waitsForApproval: await waits(author) }, uploads, ports),
    async sendDraft(author, id, order, { version, key }) {
      const { undoSeconds } = await settings(author);
      const options = { order, version, key, undoSeconds, waitsForApproval: await waits(author) };
      return await sendDraft(author, id, options, drafts, ports);
    },
    async sendRaw(author, octets, { clientRef, key }) {
      const raw = await takeRaw(octets, clientRef, ports);
      return await sendRaw(author, raw, { key, waitsForApproval: await waits(author) }, ports);
    },
    async previewRow(author, merge, row) {
      const full = await merges.row(author, merge, row);
      return { letter: full.letter, preflight: await judge(author, full) };
    },
    async testMerge(author, merge) {
      const { letter, attached } = await merges.row(author, merge, 1);
      await testSend(author, letter, attached);
    },
    async startMerge(author, merge) {
      if (await waits(author)) throw NEEDS_APPROVAL;
      await merges.turn(author, merge, 'start');
    },
    async report({ box }, merge) {
      const [, value] = await merges.find(box.mailbox.id, merge);
      return mergeReport(merge, box.mailbox.id, value, ports);
    },
    work: () => workOutbox(uploads, ports),
    workMerges: (goesOn) => workMerges(ports, goesOn),
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
