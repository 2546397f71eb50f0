import type { z } from 'zod';
import { Refusal } from '#contract';
import type { Card, CardChange } from '#ports';
import type { BookPorts } from './book-ports.ts';
import { newBookId } from './new-book-id.ts';

/** Things of one kind that a mailbox keeps: contacts, groups, templates, signatures, rules. */
export interface Shelf<T> {
  all(mailbox: string): Promise<readonly Kept<T>[]>;
  find(mailbox: string, id: string): Promise<Kept<T>>;
  add(mailbox: string, value: T): Promise<Kept<T>>;
  /** `version`: the one that was seen; absent or 0: whatever there is. */
  change(mailbox: string, id: string, value: T, version?: number): Promise<Kept<T>>;
  remove(mailbox: string, id: string): Promise<void>;
  /** Many at once, in commits of bounded size; a value with an id changes that one. */
  putAll(mailbox: string, values: readonly { readonly id?: string; readonly value: T }[]): Promise<void>;
}

export type Kept<T> = T & { readonly id: string; readonly version: number };

export interface ShelfOptions<T> {
  readonly kind: string;
  readonly shape: z.ZodType<T>;
  /** Of one mailbox. */
  readonly most: number;
}

const PAGE = 500;
const PUT_AT_ONCE = 200;
/** A card holds 512 KiB of JSON. */
const MAX_OCTETS = 500_000;

export function openShelf<T extends object>({ kind, shape, most }: ShelfOptions<T>, ports: BookPorts): Shelf<T> {
  const { store, legalTime, random } = ports;
  const read = (card: Card): Kept<T> => ({ ...shape.parse(card.value), id: card.id, version: card.version });

  async function find(mailbox: string, id: string): Promise<Card> {
    const card = await store.card(kind, id);
    if (card === undefined || card.owner !== mailbox) throw NOT_THERE;
    return card;
  }

  function put(owner: string, id: string, value: T, was?: number): CardChange {
    if (Buffer.byteLength(JSON.stringify(value)) > MAX_OCTETS) throw TOO_LARGE;
    const card = { kind, id, owner, value, at: legalTime.now() };
    return { kind: 'put', card, ...(was !== undefined && { was }) };
  }

  return {
    async all(owner) {
      const found: Kept<T>[] = [];
      for (let after: string | undefined; ; ) {
        const page = await store.cards({ kind, owner, limit: PAGE, ...(after !== undefined && { after }) });
        found.push(...page.map(read));
        if (page.length < PAGE) return found;
        after = page.at(-1)!.id;
      }
    },
    find: async (mailbox, id) => read(await find(mailbox, id)),
    async add(owner, value) {
      if ((await store.countCards(kind, owner)) >= most) throw TOO_MANY;
      const id = newBookId(legalTime.now(), random);
      await store.commit({ cards: [put(owner, id, value, 0)] });
      return { ...value, id, version: 1 };
    },
    async change(owner, id, value, version) {
      const card = await find(owner, id);
      if (version && version !== card.version) throw CHANGED;
      const { done } = await store.commit({ cards: [put(owner, id, value, card.version)] });
      if (!done) throw CHANGED;
      return { ...value, id, version: card.version + 1 };
    },
    async remove(owner, id) {
      const card = await find(owner, id);
      await store.commit({ cards: [{ kind: 'remove', card }] });
    },
    async putAll(owner, values) {
      const fresh = values.filter(({ id }) => id === undefined).length;
      if ((await store.countCards(kind, owner)) + fresh > most) throw TOO_MANY;
      for (let at = 0; at < values.length; at += PUT_AT_ONCE) {
        const some = values.slice(at, at + PUT_AT_ONCE);
        const cards = some.map(({ id, value }) => put(owner, id ?? newBookId(legalTime.now(), random), value));
        await store.commit({ cards });
      }
    },
  };
}

const NOT_THERE = new Refusal('not-found', 'not-found', {
  it: 'Non c’è, o non c’è più.',
  en: 'It is not there, or no longer.',
  de: 'Es ist nicht oder nicht mehr da.',
});
export const CHANGED = new Refusal('changed', 'changed', {
  it: 'È stato modificato nel frattempo: rileggere prima di salvare.',
  en: 'It was changed meanwhile: read it again before saving.',
  de: 'Es wurde inzwischen geändert: vor dem Speichern neu lesen.',
});
const TOO_MANY = new Refusal('conflict', 'too-many-kept', {
  it: 'La casella ne conserva già il numero massimo.',
  en: 'The mailbox keeps the greatest number of them already.',
  de: 'Das Postfach enthält bereits die höchste Anzahl davon.',
});
const TOO_LARGE = new Refusal('too-large', 'too-large', {
  it: 'È troppo grande per essere conservato.',
  en: 'It is too large to be kept.',
  de: 'Es ist zu groß, um aufbewahrt zu werden.',
});
