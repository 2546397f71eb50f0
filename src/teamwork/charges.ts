import { hex } from '#mime';
import { type Instant, isoLegalTime } from '#pec';
import type { CardChange, LegalTime, Mailbox, Random, Store } from '#ports';
import {
  CHARGE,
  type Charge,
  type ChargeAbout,
  type ChargeValue,
  chargeId,
  chargeOwner,
  readCharge,
} from './charge-card.ts';
import { forgetOld, KEPT_MONTHS, monthsAfter } from './forget-old.ts';
import { changed, notFound, notOnTeam, tooMuchNoted } from './refusals.ts';
import type { Opened, Threads } from './threads.ts';

export interface ChargeWish {
  /** Of what was seen; 0: there was none. */
  readonly version: number;
  /** Null: nobody. */
  readonly assignee?: string | null;
  readonly state?: Charge['state'];
  readonly dueOn?: string | null;
}

export interface ChargesPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'dueCards' | 'grants'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly threads: Pick<Threads, 'describe'>;
}

export interface Charges {
  of(box: Opened, thread: string): Promise<Charge>;
  /** Who is in charge, for the rows of a list: those of these threads that have a card. */
  among(
    mailbox: string,
    threads: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<Charge, 'assignee' | 'state' | 'dueOn'>>>;
  change(box: Opened, thread: string, wish: ChargeWish, by: string): Promise<Charge>;
  note(box: Opened, thread: string, text: string, by: string): Promise<Charge>;
  /** A rule gives it to somebody; one who does not work here is passed over. */
  assign(mailbox: Mailbox, thread: string, login: string): Promise<void>;
  /** Something certified came in for a team: it waits for somebody to take charge, unless it is known already. */
  arrived(mailbox: string, thread: string, about: ChargeAbout): Promise<CardChange | undefined>;
  /** Removes those that nobody changed for 30 months; answers how many. */
  forgetOld(): Promise<number>;
}

/** Half of what a card may hold: history and the rest beside it. */
const NOTES_MAX_OCTETS = 256 * 1024;
const HISTORY_KEPT = 500;
const RACES = 4;

/** Who is in charge of a conversation, until when, and what the team noted. Beside the message, never in it. */
export function openCharges(ports: ChargesPorts): Charges {
  const { store, legalTime, random } = ports;

  async function find(mailbox: string, thread: string) {
    if (/\p{Cc}/u.test(thread)) throw notFound();
    const card = await store.card(CHARGE, chargeId(mailbox, thread));
    return { card, value: card && readCharge(card) };
  }

  async function put(mailbox: string, value: ChargeValue, was: number): Promise<Charge | undefined> {
    const result = await store.commit({ cards: [putCharge(mailbox, value, was, legalTime.now())] });
    return result.done ? shown(value, was + 1) : undefined;
  }

  /** As it stands, or begun now. What stands in a folder that is closed to him is not there. */
  async function open(box: Opened, thread: string) {
    const { card, value } = await find(box.mailbox.id, thread);
    if (value && box.folders === undefined) return { was: card!.version, value };
    const about = await ports.threads.describe(box, thread);
    if (about === undefined) throw notFound();
    return { was: card?.version ?? 0, value: value ?? begun(thread, about) };
  }

  return {
    async of(box, thread) {
      const { card, value } = await find(box.mailbox.id, thread);
      if (box.folders && !(await ports.threads.describe(box, thread))) throw notFound();
      return value ? shown(value, card!.version) : { thread, version: 0, state: 'open', notes: [], history: [] };
    },
    async among(mailbox, threads) {
      const found = await Promise.all(
        [...new Set(threads)].map(async (thread) => [thread, (await find(mailbox, thread)).value] as const),
      );
      return new Map(found.flatMap(([thread, value]) => (value ? [[thread, glance(value)] as const] : [])));
    },
    async change(box, thread, wish, by) {
      const { was, value } = await open(box, thread);
      if (was !== wish.version) throw changed();
      if (typeof wish.assignee === 'string' && !(await worksIn(box.mailbox, wish.assignee, ports))) throw notOnTeam();
      const done = await put(box.mailbox.id, apply(value, wish, by, legalTime.now()), was);
      if (done === undefined) throw changed();
      return done;
    },
    async note(box, thread, text, by) {
      for (let race = 0; race < RACES; race++) {
        const { was, value } = await open(box, thread);
        const notes = [...value.notes, { id: hex(random.bytes(8)), by, at: legalTime.now(), text }];
        if (new TextEncoder().encode(JSON.stringify(notes)).length > NOTES_MAX_OCTETS) throw tooMuchNoted();
        const noted = await put(box.mailbox.id, { ...value, notes }, was);
        if (noted) return noted;
      }
      throw changed();
    },
    async assign(mailbox, thread, login) {
      if (!(await worksIn(mailbox, login, ports))) return;
      for (let race = 0; race < RACES; race++) {
        const { was, value } = await open({ mailbox }, thread);
        const wish = { version: was, assignee: login };
        if (await put(mailbox.id, apply(value, wish, RULE, legalTime.now()), was)) return;
      }
    },
    async arrived(mailbox, thread, about) {
      const { card } = await find(mailbox, thread);
      if (card !== undefined) return undefined;
      return putCharge(mailbox, begun(thread, about), 0, legalTime.now());
    },
    forgetOld: () => forgetOld(CHARGE, ports),
  };
}

/** Who did it, in the history, when nobody did. */
const RULE = 'rule';

function begun(thread: string, about: ChargeAbout): ChargeValue {
  return { thread, state: 'open', about, notes: [], history: [] };
}

function putCharge(mailbox: string, value: ChargeValue, was: number, at: Instant): CardChange {
  const card = {
    kind: CHARGE,
    id: chargeId(mailbox, value.thread),
    owner: chargeOwner(mailbox, value.state),
    value,
    at,
    dueAt: monthsAfter(at, KEPT_MONTHS),
  };
  return { kind: 'put', card, was };
}

/** Who takes charge without saying for whom takes it himself. What changed stands in the history, as `what:value`. */
function apply(before: ChargeValue, wish: ChargeWish, by: string, at: Instant): ChargeValue {
  const state = wish.state ?? before.state;
  const taken = state === 'in-charge' && wish.assignee === undefined && before.assignee === undefined;
  const assignee = taken ? by : given(wish.assignee, before.assignee);
  const dueOn = given(wish.dueOn, before.dueOn);
  const what = [
    ...(state === before.state ? [] : [`state:${state}`]),
    ...(assignee === before.assignee ? [] : [`assignee:${assignee ?? ''}`]),
    ...(dueOn === before.dueOn ? [] : [`due:${dueOn ?? ''}`]),
  ];
  const { thread, about, notes } = before;
  return {
    thread,
    state,
    ...(assignee !== undefined && { assignee }),
    ...(dueOn !== undefined && { dueOn }),
    ...(about && { about }),
    notes,
    history: [...before.history, ...what.map((each) => ({ at, by, what: each }))].slice(-HISTORY_KEPT),
  };
}

function given(wish: string | null | undefined, before: string | undefined): string | undefined {
  return wish === undefined ? before : (wish ?? undefined);
}

async function worksIn(mailbox: Mailbox, login: string, { store, legalTime }: ChargesPorts): Promise<boolean> {
  if (login === mailbox.address) return true;
  const now = legalTime.now();
  const grants = await store.grants({ mailbox: mailbox.id });
  return grants.some((grant) => grant.login === login && (grant.expiresAt === undefined || grant.expiresAt > now));
}

function glance({ assignee, state, dueOn }: ChargeValue) {
  return { state, ...(assignee !== undefined && { assignee }), ...(dueOn !== undefined && { dueOn }) };
}

function shown(value: ChargeValue, version: number): Charge {
  const { about: _, notes, history, ...rest } = value;
  const told = <T extends { readonly at: Instant }>(one: T) => ({ ...one, at: isoLegalTime(one.at) });
  return { ...rest, version, notes: notes.map(told), history: history.map(told) };
}
