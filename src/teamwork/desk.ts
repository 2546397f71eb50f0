import type { z } from 'zod';
import type { teamworkEndpoints } from '#contract';
import { isoLegalTime } from '#pec';
import type { Card, Store } from '#ports';
import { CHARGE, type Charge, type ChargeValue, chargeOwner, readCharge } from './charge-card.ts';
import type { Opened, Threads } from './threads.ts';

export interface DeskQuery {
  readonly whose: 'mine' | 'all' | 'nobody';
  /** Absent: what is not done. */
  readonly state?: Charge['state'];
  readonly limit: number;
  readonly after?: string;
}

type Told = Extract<(typeof teamworkEndpoints)[number], { path: '/mailboxes/{mailbox}/desk' }>['answer'];
export type DeskPage = z.input<Told>;

/** More open ones than this in one mailbox are shown as far as this. */
const MAX_READ = 5_000;
const READ = 500;

/** The desk of a team: first what is due, the earliest first; then the newest. `login`: who looks. */
export async function readDesk(
  box: Opened,
  login: string,
  { whose, state, limit, after }: DeskQuery,
  { store, threads }: { readonly store: Pick<Store, 'cards'>; readonly threads: Pick<Threads, 'open'> },
): Promise<DeskPage> {
  const mailbox = box.mailbox.id;
  const visible = box.folders === undefined ? undefined : await threads.open(box);
  const rows: { readonly card: Card; readonly value: ChargeValue }[] = [];
  let last: string | undefined;
  while (rows.length < MAX_READ) {
    const owner = chargeOwner(mailbox, state ?? 'open');
    const cards = await store.cards({ kind: CHARGE, owner, ...(last !== undefined && { after: last }), limit: READ });
    for (const card of cards) rows.push({ card, value: readCharge(card) });
    last = cards.at(-1)?.id;
    if (cards.length < READ) break;
  }
  const wanted = rows
    .filter(({ value }) => visible?.has(value.thread) ?? true)
    .filter(({ value }) => state === undefined || value.state === state)
    .filter(({ value }) => whose === 'all' || value.assignee === (whose === 'mine' ? login : undefined))
    .sort((a, b) => order(a.value, b.value));
  const from = after === undefined ? 0 : wanted.findIndex(({ value }) => placeOf(value) === after) + 1;
  const page = wanted.slice(from, from + limit);
  const isMore = from + limit < wanted.length;
  return { items: page.map(shown), ...(isMore && { next: placeOf(page.at(-1)!.value) }) };
}

/** As much of a thread's name as a cursor takes. */
const placeOf = ({ thread }: ChargeValue): string => thread.slice(0, 250);

function order(a: ChargeValue, b: ChargeValue): number {
  if (a.dueOn !== b.dueOn) return (a.dueOn ?? '~') < (b.dueOn ?? '~') ? -1 : 1;
  return (b.about?.at ?? 0) - (a.about?.at ?? 0) || (a.thread < b.thread ? -1 : 1);
}

function shown({ card, value }: { readonly card: Card; readonly value: ChargeValue }): DeskPage['items'][number] {
  const { about, notes: _, history: __, ...rest } = value;
  return {
    ...rest,
    version: card.version,
    subject: about?.subject ?? '',
    from: about?.from ?? '',
    at: isoLegalTime(about?.at ?? card.at),
  };
}
