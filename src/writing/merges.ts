import { type Letter, letter as letterShape, type Merge, Refusal } from '#contract';
import { newId } from '#issuing';
import type { Instant } from '#pec';
import type { Card } from '#ports';
import type { FullLetter } from './compose-for.ts';
import { keepLetter, readLetter } from './letter-store.ts';
import { type KeptMerge, MERGE, putMerge, readMerge, removeRows, tellMerge } from './merge-card.ts';
import { judgeRows } from './merge-faults.ts';
import { addressColumnOf, letterOfRow } from './merge-letter.ts';
import { readRows, takeRows } from './merge-rows.ts';
import { CHANGED, NO_MERGE, TOO_MANY_KEPT } from './refusals.ts';
import { resolveAttachments } from './resolve-attachments.ts';
import type { Uploads } from './uploads.ts';
import { openBounds, type WithinBound } from './within-bound.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

const MAX_MERGES = 200;

/** Letters with {{columns}}, one for each row of a file. */
export interface Merges {
  list(
    author: Author,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ items: Merge[]; next?: string }>;
  begin(author: Author, name: string, octets: AsyncIterable<Uint8Array>): Promise<Merge>;
  read(author: Author, id: string): Promise<Merge>;
  write(author: Author, id: string, letter: Letter, addressColumn: string, version?: number): Promise<Merge>;
  /** What row N (the first is 1) would get. */
  row(author: Author, id: string, row: number): Promise<FullLetter>;
  turn(author: Author, id: string, act: 'start' | 'pause' | 'stop'): Promise<Merge>;
  remove(author: Author, id: string): Promise<void>;
  find(mailbox: string, id: string): Promise<readonly [Card, KeptMerge]>;
}

export function openMerges(uploads: Uploads, ports: WritingPorts): Merges {
  const { store, legalTime } = ports;
  const withinBound = openBounds(store);

  async function find(mailbox: string, id: string): Promise<readonly [Card, KeptMerge]> {
    const card = await store.card(MERGE, id);
    if (card === undefined || card.owner !== mailbox) throw NO_MERGE;
    return [card, readMerge(card)];
  }

  /** Throws `changed` when somebody changed it since it was read. */
  async function put(
    card: Card,
    value: KeptMerge,
    messages: Parameters<typeof store.commit>[0]['messages'] = [],
    dueAt?: Instant,
  ): Promise<Merge> {
    const place = { id: card.id, owner: card.owner, was: card.version };
    const { done } = await store.commit({ messages, cards: [putMerge(place, value, legalTime.now(), dueAt)] });
    if (!done) throw CHANGED;
    return await tellMerge({ id: card.id, version: card.version + 1 }, value, ports);
  }

  return {
    find,
    async list({ box }, { limit, after }) {
      const cards = await store.cards({ kind: MERGE, owner: box.mailbox.id, limit: MAX_MERGES });
      const newest = [...cards].reverse().filter(({ id }) => after === undefined || id < after);
      const items = await Promise.all(newest.slice(0, limit).map((card) => tellMerge(card, readMerge(card), ports)));
      return { items, ...(newest.length > limit && { next: newest[limit - 1]!.id }) };
    },
    begin: (author, name, octets) => begin(author, name, octets, ports, withinBound),
    async read({ box }, id) {
      const [card, value] = await find(box.mailbox.id, id);
      return await tellMerge(card, value, ports);
    },
    async write(author, id, letter, addressColumn, version) {
      const [card, before] = await find(author.box.mailbox.id, id);
      if (version && card.version !== version) throw CHANGED;
      if (before.state !== 'draft') throw RUNS;
      if (!before.columns.includes(addressColumn)) throw NO_COLUMN;
      const attached = await resolveAttachments(author, letter.attachments, before.attached, uploads, ports);
      const { kept, messages } = await keepLetter(letter, ports);
      const value: KeptMerge = { ...before, kept, attached: [...attached], addressColumn };
      return await put(card, { ...value, ...(await judgeRows(value, letter, ports, before)) }, messages);
    },
    async row({ box }, id, row) {
      const [, value] = await find(box.mailbox.id, id);
      const [found] = await readRows(value, row, row + 1, ports);
      if (found === undefined) throw NO_ROW;
      return letterOfRow(value, await readLetter(value.kept, ports), found.cells);
    },
    async turn(author, id, act) {
      const [card, value] = await find(author.box.mailbox.id, id);
      const state = nextState(value, act);
      const { login, peer } = author;
      const now = legalTime.now();
      const { doneAt: _, ...rest } = value;
      const turned: KeptMerge = { ...rest, state, ...(act === 'start' ? { login, peer } : { doneAt: now }) };
      return await put(card, turned, [], state === 'running' || value.next > 1 ? now : undefined);
    },
    async remove({ box }, id) {
      const [card, { state }] = await find(box.mailbox.id, id);
      if (state === 'running') throw RUNS;
      const { done } = await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
      if (!done) throw CHANGED;
      await removeRows(id, box.mailbox.id, ports);
    },
  };
}

async function judgeRoom(owner: string, { store }: Pick<WritingPorts, 'store'>): Promise<void> {
  if ((await store.countCards(MERGE, owner)) >= MAX_MERGES) throw TOO_MANY_KEPT;
}

async function begin(
  { box, login, peer }: Author,
  name: string,
  octets: AsyncIterable<Uint8Array>,
  ports: WritingPorts,
  withinBound: WithinBound,
): Promise<Merge> {
  const owner = box.mailbox.id;
  // Before the rows are read: they may be many. Judged again when it is kept.
  await judgeRoom(owner, ports);
  const taken = await takeRows(octets, ports);
  if (taken === undefined) throw NO_ROWS;
  const { columns, rows, pages, stored } = taken;
  const at = ports.legalTime.now();
  const id = newId(at, ports.random);
  const empty = letterShape.parse({});
  const base: KeptMerge = {
    ...{ name, state: 'draft', columns, rows, pages, file: stored.id, login, peer, attached: [] },
    kept: { letter: empty },
    progress: { waiting: rows, accepted: 0, refused: 0, delivered: 0, failed: 0 },
    ...{ faults: [], next: 1, followed: 1 },
  };
  await withinBound({ kind: MERGE, owner, at }, async () => {
    await judgeRoom(owner, ports);
    return { messages: [stored], cards: [putMerge({ id, owner, was: 0 }, base, at)] };
  });
  const [first] = await readRows(base, 1, 2, ports);
  const addressColumn = addressColumnOf(columns, first?.cells);
  const named = addressColumn === undefined ? base : { ...base, addressColumn };
  const value = addressColumn === undefined ? named : { ...named, ...(await judgeRows(named, empty, ports)) };
  await ports.store.commit({ cards: [putMerge({ id, owner, was: 1 }, value, at)] });
  return await tellMerge({ id, version: 2 }, value, ports);
}

function nextState(merge: KeptMerge, act: 'start' | 'pause' | 'stop'): KeptMerge['state'] {
  const { state, addressColumn, faults } = merge;
  if (act === 'start') {
    if (addressColumn === undefined || faults.some(({ row }) => row === 0)) throw NOT_READY;
    if (isBlank(merge.kept)) throw NO_LETTER;
    if (state === 'draft' || state === 'paused') return 'running';
  }
  if (act === 'pause' && state === 'running') return 'paused';
  if (act === 'stop' && (state === 'running' || state === 'paused')) return 'stopped';
  throw RUNS;
}

function isBlank(kept: KeptMerge['kept']): boolean {
  if (!('letter' in kept)) return false;
  const { subject, text, html = '', attachments } = kept.letter;
  return (
    attachments.length === 0 && [subject, text, html.replace(/<[^>]*>/g, '')].every((words) => words.trim() === '')
  );
}

const RUNS = new Refusal('conflict', 'not-in-this-state', {
  it: 'Nello stato in cui è l’invio multiplo non si può.',
  en: 'That cannot be done in the state the mail merge is in.',
  de: 'Im jetzigen Zustand des Serienversands ist das nicht möglich.',
});
const NOT_READY = new Refusal('conflict', 'merge-not-ready', {
  it: 'Mancano la colonna degli indirizzi o alcune colonne nominate nel testo.',
  en: 'The column of addresses, or columns named in the text, are missing.',
  de: 'Es fehlt die Adressspalte, oder Spalten, die im Text genannt sind.',
});
const NO_LETTER = new Refusal('conflict', 'merge-no-letter', {
  it: 'La lettera è ancora vuota.',
  en: 'The letter is still empty.',
  de: 'Der Brief ist noch leer.',
});
const NO_COLUMN = new Refusal('invalid', 'no-such-column', {
  it: 'Il file non ha questa colonna.',
  en: 'The file has no such column.',
  de: 'Die Datei hat diese Spalte nicht.',
});
const NO_ROW = new Refusal('not-found', 'no-such-row', {
  it: 'Il file non ha questa riga.',
  en: 'The file has no such row.',
  de: 'Die Datei hat diese Zeile nicht.',
});
const NO_ROWS = new Refusal('invalid', 'no-rows', {
  it: 'Il file non ha righe: servono i nomi delle colonne e almeno una riga.',
  en: 'The file has no rows: it needs the names of its columns and at least one row.',
  de: 'Die Datei hat keine Zeilen: nötig sind die Spaltennamen und mindestens eine Zeile.',
});
