import { setTimeout as pause } from 'node:timers/promises';
import type { Merge, Outgoing } from '#contract';
import type { WebSession } from './browser-session.ts';
import type { TestCountry } from './country.ts';
import { until } from './poll.ts';
import { openRecords } from './records.ts';

export interface ToGoOut {
  /** Subjects of letters that wait for an hour, of rows of a mail merge, of what is sent at once with a key. */
  readonly subjects: ReadonlySet<string>;
  readonly merge: string;
}

export interface Amounts {
  readonly tag: string;
  readonly scheduled: number;
  readonly rows: number;
}

const numbered = (what: string, count: number) => Array.from({ length: count }, (_, at) => `${what} ${at + 1}.`);

/** Letters that wait for the same hour, and a mail merge ready to be started, all to one address. */
export async function prepare(session: WebSession, to: string, { tag, scheduled, rows }: Amounts, aheadMs: number) {
  const at = new Date(Date.now() + aheadMs).toISOString();
  const letters = numbered(`${tag} ore`, scheduled);
  for (const subject of letters) {
    const letter = { to: [to], subject, text: 'Buongiorno\n' };
    const path = `/mailboxes/${session.mailbox}/drafts`;
    const { id } = await session.json<{ id: string }>(`POST ${path}`, { letter });
    await session.json<Outgoing[]>(`POST ${path}/${id}/send`, { at });
  }
  const places = numbered(`${tag} riga`, rows);
  const csv = `PEC;numero\r\n${places.map((_, place) => `${to};${place + 1}\r\n`).join('')}`;
  const merges = `/mailboxes/${session.mailbox}/merges`;
  const { id } = await session.octets<Merge>(`POST ${merges}?name=${encodeURIComponent(tag)}`, csv, 'text/csv');
  const letter = { subject: `${tag} riga {{numero}}.`, text: 'Buongiorno\n' };
  await session.json(`PUT ${merges}/${id}`, { letter, addressColumn: 'PEC' });
  return { subjects: new Set([...letters, ...places]), merge: id };
}

/** One letter, told again with the same key until there is an answer, whatever dies meanwhile. */
export async function sendUntilAnswered(session: WebSession, to: string, subject: string): Promise<void> {
  const body = { to: [to], subject, text: 'Buongiorno\n' };
  await until(
    `an answer to ${subject}`,
    async () => {
      const path = `POST /mailboxes/${session.mailbox}/send`;
      const answer = await session.ask(path, body, { 'idempotency-key': subject });
      return answer.ok;
    },
    120_000,
    200,
  );
}

/** Until the outbox is empty and the merge is over; the clock is moved past what a worker that died has taken to do. */
export async function allGone(country: TestCountry, session: WebSession, merge: string): Promise<void> {
  await until(
    'everything has gone out',
    async () => {
      const box = `/mailboxes/${session.mailbox}`;
      const { items } = await session.json<{ items: Outgoing[] }>(`GET ${box}/outbox`);
      const { state } = await session.json<Merge>(`GET ${box}/merges/${merge}`);
      if (items.length === 0 && state === 'done') return true;
      await pause(2_000);
      await country.advance('PT6M');
      return false;
    },
    240_000,
  );
}

/** How often each of these was accepted, as the message log of this provider says; ever so many are asked for. */
export async function acceptedSubjects(data: string, key: string): Promise<ReadonlyMap<string, number>> {
  await using records = await openRecords(data, key);
  const found = new Map<string, number>();
  for (let afterSeq = 0; ; ) {
    const page = await records.store.searchLog({ afterSeq, limit: 1_000 });
    for (const { event, oggetto = '' } of page)
      if (event === 'Accettazione') found.set(oggetto, (found.get(oggetto) ?? 0) + 1);
    if (page.length < 1_000) return found;
    afterSeq = page.at(-1)!.seq;
  }
}
