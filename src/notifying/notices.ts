import type { Issuing } from '#issuing';
import type { Instant } from '#pec';
import type { Card, CardChange, Digests, LegalTime, Mailbox, Random, Store } from '#ports';
import type { ArrivalStep, TakeArrivals } from './arrivals.ts';
import {
  ESCALATION,
  NOTICE,
  NOTICE_SETTINGS,
  type NoticeSettings,
  type NoticeValue,
  readEscalation,
  readNotice,
  readSettings,
  type ToldOf,
} from './notice-cards.ts';
import { buildNotice, type NoticeLetter } from './notice-letter.ts';
import type { Received } from './received.ts';

export interface NoticesPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'dueCards' | 'mailboxById'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly digests: Digests;
  readonly issuing: Pick<Issuing, 'issuer' | 'jobsToSend'>;
  /** As for the settings: what became certified since is told of no more. */
  isCertified(address: string): boolean;
  /** Did a machine write this, as it says (RFC 3834 5)? `stored`: the anomaly envelope around it. */
  isAutomatic(stored: string): Promise<boolean>;
  /** Stands there, certified, and nobody has read it. */
  isUnread(mailbox: string, identificativo: string): Promise<boolean>;
}

export interface Notices {
  readonly take: TakeArrivals;
  /**
   * Tells what waited to be told together, and again what is unread still. Answers how many cards it worked on. Rejects with the first fault
   * when all others were worked on.
   */
  runDue(): Promise<number>;
}

/** What comes within this after a notice is told of together. */
const TOGETHER_MS = 600_000;
const LISTED = 50;
const HOUR_MS = 3_600_000;
const BATCH = 100;
/** What could not be worked on is left alone so long: it keeps neither the others nor the clock of the sandbox waiting. */
const LATER_MS = 600_000;

/**
 * Ordinary e-mail to the addresses a holder gave, when something came in. It makes no loop: it goes from nobody (null sender) to
 * ordinary addresses, says that a machine wrote it, is told of nothing that a machine wrote, and many come together.
 */
export function openNotices(ports: NoticesPorts): Notices {
  const { store, legalTime } = ports;

  async function take(mailbox: Mailbox, came: readonly Received[], at: Instant): Promise<ArrivalStep> {
    const settings = readSettings(await store.card(NOTICE_SETTINGS, mailbox.id));
    if (settings.on === 'nothing') return {};
    const told = await worthTelling(came, settings);
    if (told.length === 0) return {};
    const escalations = told.flatMap((one) => escalate(mailbox, one, settings));
    if (settings.addresses.length === 0) return { cards: escalations };
    const kept = await store.card(NOTICE, mailbox.id);
    const before = readNotice(kept) ?? { lastAt: Number.NEGATIVE_INFINITY, pending: [], more: 0 };
    const about = told.map(toldOf);
    const isTogether = before.pending.length > 0 || at < before.lastAt + TOGETHER_MS;
    if (isTogether) {
      const cards = [putNotice(mailbox.id, withMore(before, about), kept, before.lastAt + TOGETHER_MS, at)];
      return { cards: [...cards, ...escalations] };
    }
    const { listed, more } = cut(about);
    const letters = send(settings.addresses, { mailbox: mailbox.address, about: listed, more, at }, ports);
    const cards = [putNotice(mailbox.id, { lastAt: at, pending: [], more: 0 }, kept, undefined, at), ...escalations];
    return { ...letters, cards };
  }

  async function worthTelling(came: readonly Received[], { on }: NoticeSettings): Promise<readonly Received[]> {
    const kinds = came.filter(({ kind }) => kind === 'certified' || on === 'everything');
    const automatic = await Promise.all(
      kinds.map(async ({ kind, stored }) => kind === 'anomaly' && (!stored || (await ports.isAutomatic(stored)))),
    );
    return kinds.filter((_, at) => !automatic[at]);
  }

  return {
    take,
    async runDue() {
      const at = legalTime.now();
      const due = await store.dueCards([NOTICE, ESCALATION], at, BATCH);
      const faults: unknown[] = [];
      for (const card of due) {
        try {
          await (card.kind === NOTICE ? tellTogether(card, at, ports) : tellAgain(card, at, ports));
        } catch (fault) {
          faults.push(fault);
          await postpone(card, at, ports);
        }
      }
      if (faults.length > 0) throw faults[0];
      return due.length;
    },
  };
}

async function postpone({ version: was, ...card }: Card, at: Instant, { store }: NoticesPorts): Promise<void> {
  await store.commit({ cards: [{ kind: 'put', card: { ...card, dueAt: at + LATER_MS }, was }] });
}

function send(
  addresses: readonly string[],
  letter: Omit<NoticeLetter, 'to'>,
  ports: NoticesPorts,
): Required<Omit<ArrivalStep, 'cards'>> {
  const { issuing } = ports;
  const sent = addresses
    .filter((to) => !ports.isCertified(to))
    .map((to) => {
      const message = buildNotice({ ...letter, to }, issuing.issuer, ports);
      const jobs = issuing.jobsToSend({ messageId: message.id, mailFrom: '', recipients: [to], at: letter.at });
      return { message, jobs };
    });
  return { messages: sent.map(({ message }) => message), jobs: sent.flatMap(({ jobs }) => jobs) };
}

/** What waited together. */
async function tellTogether(card: Card, at: Instant, ports: NoticesPorts): Promise<void> {
  const { store } = ports;
  const { pending, more } = readNotice(card)!;
  const mailbox = await store.mailboxById(card.id);
  const { addresses, on } = readSettings(await store.card(NOTICE_SETTINGS, card.id));
  const isWanted = mailbox !== undefined && on !== 'nothing' && pending.length > 0;
  const letters = isWanted ? send(addresses, { mailbox: mailbox.address, about: pending, more, at }, ports) : {};
  const change = putNotice(card.id, { lastAt: at, pending: [], more: 0 }, card, undefined, at);
  await store.commit({ ...letters, cards: [change] });
}

async function tellAgain(card: Card, at: Instant, ports: NoticesPorts): Promise<void> {
  const { store } = ports;
  const { identificativo, about, level } = readEscalation(card);
  const mailbox = await store.mailboxById(card.owner);
  const { escalation, on } = readSettings(await store.card(NOTICE_SETTINGS, card.owner));
  const step = escalation[level];
  const isOver = mailbox === undefined || on === 'nothing' || step === undefined;
  if (isOver || !(await ports.isUnread(card.owner, identificativo))) {
    await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
    return;
  }
  const { afterHours, addresses } = step;
  const letter = { mailbox: mailbox.address, about: [about], more: 0, at, unreadAfterHours: afterHours };
  const letters = send(addresses, letter, ports);
  const next = escalation[level + 1];
  const change: CardChange =
    next === undefined
      ? { kind: 'remove', card, was: card.version }
      : putEscalation(card, { identificativo, about, level: level + 1 }, about.at + next.afterHours * HOUR_MS, at);
  await store.commit({ ...letters, cards: [change] });
}

const toldOf = ({ at, kind, from, subject }: Received): ToldOf => ({ at, kind, from, subject });

function cut(about: readonly ToldOf[]): { readonly listed: ToldOf[]; readonly more: number } {
  return { listed: about.slice(0, LISTED), more: Math.max(0, about.length - LISTED) };
}

function withMore({ lastAt, pending, more }: NoticeValue, about: readonly ToldOf[]): NoticeValue {
  const { listed, more: cutOff } = cut([...pending, ...about]);
  return { lastAt, pending: listed, more: more + cutOff };
}

function putNotice(
  mailbox: string,
  value: NoticeValue,
  kept: Card | undefined,
  dueAt: Instant | undefined,
  at: Instant,
): CardChange {
  const card = { kind: NOTICE, id: mailbox, owner: mailbox, value, at, ...(dueAt !== undefined && { dueAt }) };
  return { kind: 'put', card, was: kept?.version ?? 0 };
}

/** Only what is certified, and only while somebody wants it. */
function escalate(mailbox: Mailbox, came: Received, { escalation }: NoticeSettings): readonly CardChange[] {
  const [first] = escalation;
  const { identificativo, at } = came;
  if (first === undefined || identificativo === undefined) return [];
  const place = { id: `${mailbox.id} ${identificativo}`, owner: mailbox.id };
  const value = { identificativo, about: toldOf(came), level: 0 };
  return [putEscalation({ ...place, version: undefined }, value, at + first.afterHours * HOUR_MS, at)];
}

function putEscalation(
  { id, owner, version: was }: { readonly id: string; readonly owner: string; readonly version: number | undefined },
  value: ReturnType<typeof readEscalation>,
  dueAt: Instant,
  at: Instant,
): CardChange {
  return { kind: 'put', card: { kind: ESCALATION, id, owner, value, at, dueAt }, ...(was !== undefined && { was }) };
}
