import { z } from 'zod';
import { INBOX } from '#mailbox';
import type { Card, CardChange, MailItem } from '#ports';
import { applyRules } from './apply-rules.ts';
import type { RuleValue } from './rules.ts';
import type { WritingPorts } from './writing-ports.ts';

/** How far the rules of a mailbox have come in its inbox. */
export const RULE_CURSOR = 'rule-cursor';

const shape = z.object({
  folder: z.string(),
  /** Messages up to this one are done. */
  uid: z.int(),
  /** Of the folder, when they were. */
  modseq: z.number(),
  /** Somebody is at work, up to this UID, from a folder of this MODSEQ on. */
  taken: z.object({ uid: z.int(), modseq: z.number() }).optional(),
});
type Cursor = z.output<typeof shape>;

/** Who died at work is waited for so long. */
const LEASE_MS = 120_000;

/** From now on, where nothing was followed yet. */
export async function beginCursor(mailbox: string, ports: WritingPorts): Promise<void> {
  if (await ports.store.card(RULE_CURSOR, mailbox)) return;
  const [inbox] = await ports.store.folders(mailbox, [INBOX]);
  if (inbox === undefined) return;
  const cursor = { folder: inbox.id, uid: inbox.uidNext - 1, modseq: inbox.highestModseq };
  await ports.store.commit({ cards: [putCursor(mailbox, cursor, 0, ports)] });
}

/**
 * Applies the rules to what came into the inbox since they were applied last. The cursor is a card: a restart misses nothing, and of several
 * processes one does it. Where a worker died in the middle, a message that was changed since he began is taken to be done.
 */
export async function followInbox(mailbox: string, rules: readonly RuleValue[], ports: WritingPorts): Promise<void> {
  const { store, legalTime } = ports;
  const [inbox] = await store.folders(mailbox, [INBOX]);
  const card = await store.card(RULE_CURSOR, mailbox);
  if (inbox === undefined) return;
  if (card === undefined) return await beginCursor(mailbox, ports);
  const cursor = shape.parse(card.value);
  if (cursor.folder !== inbox.id) {
    const next = { folder: inbox.id, uid: inbox.uidNext - 1, modseq: inbox.highestModseq };
    await store.commit({ cards: [putCursor(mailbox, next, card.version, ports)] });
    return;
  }
  const isAtWork = cursor.taken !== undefined && (card.dueAt ?? 0) > legalTime.now();
  if (isAtWork || (cursor.taken === undefined && inbox.uidNext - 1 <= cursor.uid)) return;
  const taken = cursor.taken ?? { uid: inbox.uidNext - 1, modseq: inbox.highestModseq };
  const claim = await store.commit({ cards: [putCursor(mailbox, { ...cursor, taken }, card.version, ports)] });
  if (!claim.done) return;
  await new Worker(mailbox, { ...cursor, taken }, card, rules, ports).work(cursor.taken !== undefined);
}

function putCursor(mailbox: string, value: Cursor, was: number, { legalTime }: WritingPorts): CardChange {
  const at = legalTime.now();
  const due = value.taken && { dueAt: at + LEASE_MS };
  return { kind: 'put', card: { kind: RULE_CURSOR, id: mailbox, owner: mailbox, value, at, ...due }, was };
}

class Worker {
  readonly #mailbox: string;
  readonly #rules: readonly RuleValue[];
  readonly #ports: WritingPorts;
  #cursor: Cursor;
  #version: number;

  constructor(mailbox: string, cursor: Cursor, card: Card, rules: readonly RuleValue[], ports: WritingPorts) {
    this.#mailbox = mailbox;
    this.#cursor = cursor;
    this.#version = card.version + 1;
    this.#rules = rules;
    this.#ports = ports;
  }

  async work(isAgain: boolean): Promise<void> {
    const { folder, modseq, uid: done, taken } = this.#cursor;
    const upTo = taken!.uid;
    const changes = await this.#ports.store.changes(folder, modseq);
    const fresh = (changes?.items ?? []).filter(({ uid }) => uid > done && uid <= upTo);
    const isDone = (item: MailItem) => isAgain && item.modseq > taken!.modseq;
    const left = fresh.filter((item) => !isDone(item));
    await applyRules({ mailbox: this.#mailbox, folder, rules: this.#rules }, left, this.#ports, ({ uid }) =>
      this.#advance(uid),
    );
    await this.#finish({ folder, uid: upTo, modseq: taken!.modseq });
  }

  /** One message is done: whoever goes on after us begins behind it. */
  async #advance(uid: number): Promise<void> {
    if (uid > this.#cursor.uid) await this.#put({ ...this.#cursor, uid });
  }

  async #finish(cursor: Cursor): Promise<void> {
    await this.#put(cursor);
  }

  async #put(cursor: Cursor): Promise<void> {
    const { done } = await this.#ports.store.commit({
      cards: [putCursor(this.#mailbox, cursor, this.#version, this.#ports)],
    });
    if (!done) throw new Error('another worker follows this inbox');
    this.#version++;
    this.#cursor = cursor;
  }
}
