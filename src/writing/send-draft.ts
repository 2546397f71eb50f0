import type { Letter, Outgoing, SendOrder } from '#contract';
import { newId } from '#issuing';
import type { Instant } from '#pec';
import type { Card } from '#ports';
import { checkLetter } from './check-letter.ts';
import { recipientsOf } from './compose-for.ts';
import { DRAFT, type KeptDraft } from './draft-card.ts';
import type { Drafts } from './drafts.ts';
import { findOutgoing, goLater, goNow, type Told, waitingOf } from './go-out.ts';
import { onlyTo } from './hand-in.ts';
import { readLetter } from './letter-store.ts';
import { digestOf, keyedId, shownRecipients, type Waiting } from './outgoing-card.ts';
import { CHANGED } from './refusals.ts';
import { acceptable, refOf, type SendOptions } from './send-letter.ts';
import { NOT_AHEAD, notAcceptable } from './send-refusals.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

const MAX_AHEAD_MS = 366 * 24 * 3_600_000;

export interface DraftOrder extends SendOptions {
  readonly order: SendOrder;
  /** The one that was seen. */
  readonly version?: number | undefined;
  /** Of the mailbox: how long a person may think again. */
  readonly undoSeconds: number;
}

/** Sends a draft: at once, after the window for thinking again, at an hour, or to each recipient one of his own. The draft goes with it. */
export async function sendDraft(
  author: Author,
  id: string,
  { order, version, undoSeconds, waitsForApproval = false, key }: DraftOrder,
  drafts: Drafts,
  ports: WritingPorts,
): Promise<Outgoing[]> {
  const owner = author.box.mailbox.id;
  const keyed = key === undefined ? undefined : (place: number) => keyedId(owner, keyOf(key, id, place));
  const before = keyed === undefined ? [] : await orderedBefore(owner, keyed, ports);
  if (before.length > 0) return before;
  const [card, draft] = await drafts.find(author, id);
  if (version && draft.revision !== version) throw CHANGED;
  const letter = await readLetter(draft.kept, ports);
  const thinks = order.undoSeconds ?? (author.isProgram ? 0 : undoSeconds);
  const goes = whenOf(order, thinks, ports.legalTime.now());
  const told = await tellEach(author, { card, draft, letter, keyed, at: goes.at, isSplit: order.individually }, ports);
  const state = waitsForApproval ? 'awaiting-approval' : goes.state;
  if (state === 'sending' && told.length === 1) return [await goNow(told[0]!, ports)];
  return await goLater(told, state, waitsForApproval ? undefined : goes.at, ports);
}

interface Split {
  readonly card: Card;
  readonly draft: KeptDraft;
  readonly letter: Letter;
  readonly keyed: ((place: number) => string) | undefined;
  readonly at: Instant;
  readonly isSplit: boolean;
}

/** The first has the name it would have alone. */
const keyOf = (key: string, draft: string, place: number) => `${key}\0${draft}${place === 0 ? '' : `\0${place}`}`;

/** What the first call with this key made: all of it, so that who lost the answer can follow, or call off, each. */
async function orderedBefore(
  owner: string,
  keyed: (place: number) => string,
  ports: WritingPorts,
): Promise<Outgoing[]> {
  const all: Outgoing[] = [];
  for (;;) {
    const found = await findOutgoing(owner, keyed(all.length), ports);
    if (found === undefined) return all;
    all.push(found.told);
  }
}

/** One message, or one for each recipient: what is too much for one of many may be sent to each of them. */
async function tellEach(author: Author, split: Split, ports: WritingPorts): Promise<readonly Told[]> {
  const { card, draft, letter, keyed, at, isSplit } = split;
  const all = recipientsOf(letter);
  const each = isSplit && all.length > 1 ? all : [undefined];
  const { size } = await acceptable(author, onlyTo(letter, each[0]), draft.attached, ports);
  if (each.length > 1) await addressesAcceptable(author, all, ports);
  const { kept, attached, answers, mirrors } = draft;
  return each.map((only, place): Told => {
    const to = only === undefined ? shownRecipients(all) : [only];
    const of = { to, subject: letter.subject, size, digest: digestOf(letter), ...refOf(letter) };
    const body = { kept, attached, ...(only !== undefined && { only }) };
    const value = { ...waitingOf(author, body, of, at), ...(place === 0 && { mirrors, ...(answers && { answers }) }) };
    return {
      author,
      id: keyed?.(place) ?? newId(ports.legalTime.now(), ports.random),
      value,
      messages: [],
      also: place === 0 ? [{ kind: 'remove', card: { kind: DRAFT, id: card.id }, was: card.version }] : [],
      letter,
    };
  });
}

async function addressesAcceptable(author: Author, to: readonly string[], ports: WritingPorts): Promise<void> {
  const letter = { to: [...to], cc: [], subject: '', text: '', attachments: [], receiptType: 'sintetica' as const };
  const { faults } = await checkLetter(author, { letter, attached: [] }, ports);
  const ofAddresses = faults.filter(({ address }) => address !== undefined);
  if (ofAddresses.length > 0) throw notAcceptable(ofAddresses);
}

function whenOf(
  order: SendOrder,
  undoSeconds: number,
  now: Instant,
): { readonly at: Instant; readonly state: Waiting['state'] } {
  if (order.at === undefined)
    return undoSeconds > 0 ? { at: now + undoSeconds * 1_000, state: 'undo-window' } : { at: now, state: 'sending' };
  const at = Date.parse(order.at);
  if (at <= now || at > now + MAX_AHEAD_MS) throw NOT_AHEAD;
  return { at, state: 'scheduled' };
}
