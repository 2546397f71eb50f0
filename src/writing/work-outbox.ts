import { type Instant, PEC_KEYWORD_PREFIX } from '#pec';
import type { Card, CardChange } from '#ports';
import { DRAFT } from './draft-card.ts';
import { mirrorDraft, removeMirrors } from './draft-mirror.ts';
import { handIn, NOT_TAKEN, putOff } from './hand-in.ts';
import {
  CLIENT_REF,
  OUTGOING,
  type Place,
  putTidy,
  putWaiting,
  readSentOut,
  readWaiting,
  SENT_OUT,
  type Waiting,
} from './outgoing-card.ts';
import { NOT_SENT } from './told-reasons.ts';
import { UPLOAD, type Uploads } from './uploads.ts';
import type { WritingPorts } from './writing-ports.ts';

const KINDS = [OUTGOING, SENT_OUT, DRAFT, UPLOAD, CLIENT_REF];
const BATCH = 50;
const AT_ONCE = 4;
/** Who takes a message to send it is left alone so long. */
const LEASE_MS = 300_000;

/**
 * Does what has fallen due of what is written: sends what waited for its hour, follows drafts with their messages, tidies up behind what went,
 * and removes what has had its time. Several processes may do it at once: each card is worked on by who changes it first. Answers how many
 * cards it worked on.
 */
export async function workOutbox(uploads: Uploads, ports: WritingPorts): Promise<number> {
  const due = await ports.store.dueCards(KINDS, ports.legalTime.now(), BATCH);
  const left = [...due];
  await Promise.all(Array.from({ length: AT_ONCE }, () => takeFrom(left)));
  return due.length;

  async function takeFrom(cards: Card[]): Promise<void> {
    for (let card = cards.shift(); card !== undefined; card = cards.shift()) await work(card);
  }

  /** What fails is tried again later; it never keeps the others waiting. */
  async function work(card: Card): Promise<void> {
    try {
      if (card.kind === OUTGOING) await sendWaiting(card, ports);
      else if (card.kind === SENT_OUT) await tidyUp(card, ports);
      else if (card.kind === DRAFT) await mirrorDraft(card, ports);
      else if (card.kind === UPLOAD) await uploads.expire(card);
      else await ports.store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
    } catch (fault) {
      ports.report(fault, `${card.kind} ${card.id}`);
      await postpone(card, ports);
    }
  }
}

/** The clock must not stand still over one that cannot be worked on. */
async function postpone(card: Card, { store, legalTime }: WritingPorts): Promise<void> {
  const now = await store.card(card.kind, card.id);
  if (now === undefined || now.dueAt === undefined || now.dueAt > legalTime.now()) return;
  const { version, ...rest } = now;
  await store.commit({ cards: [{ kind: 'put', card: { ...rest, dueAt: legalTime.now() + LEASE_MS }, was: version }] });
}

async function sendWaiting(card: Card, ports: WritingPorts): Promise<void> {
  const { store, legalTime } = ports;
  const value = readWaiting(card);
  const now = legalTime.now();
  if (value.state === 'refused' || value.state === 'returned') {
    await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
    return;
  }
  const { id, owner } = card;
  const taken = { ...value, state: 'sending' as const };
  const claim = await store.commit({ cards: putWaiting({ id, owner, was: card.version }, taken, now, now + LEASE_MS) });
  if (!claim.done) return;
  const place = { id, owner, was: card.version + 1 };
  const mailbox = await store.mailboxById(owner);
  if (mailbox === undefined) {
    await store.commit(putOff(place, taken, NOT_SENT.mailboxClosed, now, true));
    return;
  }
  try {
    const handed = await handIn({ place, value: taken, mailbox }, ports);
    if (handed.kind === 'unapproved') await store.commit({ cards: letOthersSee(place, taken, legalTime.now()) });
    if (handed.kind === 'later') await store.commit(putOff(place, taken, handed.text, legalTime.now()));
    if (handed.kind === 'forbidden') await store.commit(putOff(place, taken, handed.text, legalTime.now(), true));
  } catch (fault) {
    ports.report(fault, `sending ${id}`);
    await store.commit(putOff(place, taken, NOT_TAKEN, legalTime.now()));
  }
}

/** Its holder asks for four eyes since it was told to go: it waits for who may approve, as if it were told now. */
function letOthersSee(place: Place, { reason: _, ...taken }: Waiting, now: Instant): readonly CardChange[] {
  return putWaiting(place, { ...taken, state: 'awaiting-approval' }, now, undefined);
}

/** After it went: what it answers is marked so, and its draft stands nowhere any more. Each may be done twice. */
async function tidyUp(card: Card, ports: WritingPorts): Promise<void> {
  const { store } = ports;
  const value = readSentOut(card);
  if (value.isTidy) {
    await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
    return;
  }
  const { answers, mirrors } = value;
  await removeMirrors({ id: card.owner }, mirrors, ports);
  const folder = answers && (await store.folder(answers.folder));
  if (answers && folder?.mailbox === card.owner) {
    await store.setFlags({
      folder: answers.folder,
      uids: [[answers.uid, answers.uid]],
      mode: 'add',
      flags: [answers.how === 'reply' ? '\\Answered' : '$Forwarded'],
      serverPrefix: PEC_KEYWORD_PREFIX,
    });
  }
  await store.commit({ cards: [putTidy(card, value)] });
}
