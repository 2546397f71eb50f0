import { z } from 'zod';
import type { Outgoing } from '#contract';
import { buildServiceLetter } from '#issuing';
import { type Instant, type Issuer, legalDate } from '#pec';
import type { Digests, LegalTime, Mailbox, Placement, Random, Store, StoredMessage } from '#ports';

export interface ApprovalDigestPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'grants' | 'mailbox' | 'mailboxById'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly digests: Digests;
  readonly issuer: Issuer;
  /** What waits for approval, by mailbox id. */
  awaiting(): Promise<ReadonlyMap<string, readonly Outgoing[]>>;
}

const DIGEST = { kind: 'approval-digest', id: 'last' };
const digestCard = z.object({ day: z.string() });
/** Legal time: before work begins. */
const HOUR = '08:00:00';
const DAY_MS = 86_400_000;
const LISTED = 50;

/**
 * Each morning a letter to everybody who may approve what waits, into his own mailbox here; who has none sees the queue in the pages.
 * Answers the duty to call now and then: once a day it does something, whichever process calls it; it answers how many letters.
 */
export function openApprovalDigest(ports: ApprovalDigestPorts): () => Promise<number> {
  const { store, legalTime } = ports;
  let doneOn: string | undefined;
  return async () => {
    const at = legalTime.now();
    const day = lastMorning(at);
    if (day === doneOn) return 0;
    const card = await store.card(DIGEST.kind, DIGEST.id);
    if (card && digestCard.parse(card.value).day === day) {
      doneOn = day;
      return 0;
    }
    const letters: { readonly message: StoredMessage; readonly placement: Placement }[] = [];
    for (const [mailbox, waiting] of await ports.awaiting()) {
      for (const [reader, shown] of await readersOf(mailbox, waiting, at, ports))
        letters.push(letter(reader, shown, at));
    }
    const { done } = await store.commit({
      messages: letters.map(({ message }) => message),
      placements: letters.map(({ placement }) => placement),
      cards: [{ kind: 'put', card: { ...DIGEST, owner: '', value: { day }, at }, was: card?.version ?? 0 }],
    });
    // Only now: what failed is tried again, not tomorrow.
    doneOn = day;
    return done ? letters.length : 0;
  };

  function letter(reader: Mailbox, { mailbox, items }: Shown, at: Instant) {
    const message = buildServiceLetter(
      {
        ...{ kind: 'approvazioni', to: [reader.address], at },
        subject: `Da approvare in ${mailbox.address}: ${items.length} / to approve`,
        text: `${textOf(ITALIAN, mailbox, items)}\n\n-----\n\n${textOf(ENGLISH, mailbox, items)}`,
      },
      ports.issuer,
      ports,
    );
    const { id, size } = message;
    return { message, placement: { mailbox: reader.id, folder: 'INBOX', messageId: id, size, internalDate: at } };
  }
}

/** The day of the last eight o'clock: a morning that passed while nobody was at work is made up for as soon as somebody is. */
function lastMorning(at: Instant): string {
  return legalDate(legalDate(at).ora < HOUR ? at - DAY_MS : at).giorno;
}

interface Shown {
  readonly mailbox: Mailbox;
  readonly items: readonly Outgoing[];
}

/** The holder, and the delegates who may approve; nobody is told of what he wrote himself. */
async function readersOf(
  id: string,
  waiting: readonly Outgoing[],
  at: Instant,
  { store }: ApprovalDigestPorts,
): Promise<readonly (readonly [Mailbox, Shown])[]> {
  const mailbox = await store.mailboxById(id);
  if (mailbox === undefined || mailbox.status === 'revoked') return [];
  const grants = (await store.grants({ mailbox: id })).filter(
    ({ mayApprove, expiresAt }) => mayApprove && (expiresAt === undefined || expiresAt > at),
  );
  const approvers = await Promise.all(grants.map(({ login }) => store.mailbox(login)));
  return [mailbox, ...approvers].flatMap((reader) => {
    if (reader === undefined || reader.status === 'revoked') return [];
    const items = waiting.filter(({ by }) => by !== reader.address);
    return items.length === 0 ? [] : [[reader, { mailbox, items }] as const];
  });
}

interface Words {
  readonly before: (mailbox: string) => string;
  readonly row: (item: Outgoing) => string;
  readonly more: (count: number) => string;
  readonly after: string;
}

const ITALIAN: Words = {
  before: (mailbox) => `Dalla casella ${mailbox} aspettano di essere approvati:`,
  row: ({ by, to, subject }) => `- ${plain(subject)}\n  scritto da ${by}, a ${plain(to.slice(0, 3).join(', '))}`,
  more: (count) => `e altri ${count}.`,
  after:
    'Si approvano o si restituiscono nelle pagine della casella. Questo è un avviso di servizio: non richiede risposta.',
};

const ENGLISH: Words = {
  before: (mailbox) => `In the mailbox ${mailbox} these wait to be approved:`,
  row: ({ by, to, subject }) => `- ${plain(subject)}\n  written by ${by}, to ${plain(to.slice(0, 3).join(', '))}`,
  more: (count) => `and ${count} more.`,
  after: 'They are approved or given back in the pages of the mailbox. This is a service notice and needs no answer.',
};

function textOf({ before, row, more, after }: Words, { address }: Mailbox, items: readonly Outgoing[]): string {
  const rows = items.slice(0, LISTED).map(row).join('\n');
  const rest = items.length > LISTED ? `\n${more(items.length - LISTED)}` : '';
  return `${before(address)}\n\n${rows}${rest}\n\n${after}`;
}

function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
}
