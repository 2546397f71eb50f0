import { Refusal } from '#contract';
import { newId } from '#issuing';
import { isoLegalTime } from '#pec';
import type { Card, LegalTime, Mailbox, Monotonic, Random, Store, WebhookSender } from '#ports';
import { base64url } from './credentials.ts';
import type { EventFeed } from './event-feed.ts';
import type { Recording } from './recording.ts';
import { post } from './send-webhook.ts';
import {
  readTries,
  readWebhook,
  shownWebhook,
  TRIES_KEPT,
  WEBHOOK,
  WEBHOOK_TRIES,
  type Webhook,
  type WebhookTry,
  type WebhookValue,
} from './webhook-card.ts';

/** Seals what must be read again, with a key that is not in the database. */
export interface Secrets {
  seal(text: string): string;
  /** Undefined for what was not sealed here. */
  open(sealed: string): string | undefined;
}

export interface WebhooksPorts {
  readonly store: Pick<Store, 'commit' | 'card' | 'cards' | 'countCards'>;
  readonly legalTime: LegalTime;
  readonly random: Random;
  readonly secrets: Secrets;
  readonly sender: WebhookSender;
  readonly monotonic: Monotonic;
  readonly feed: Pick<EventFeed, 'begin'>;
}

export interface WebhookWish {
  readonly url: string;
  readonly types?: Webhook['types'] | undefined;
  /** Absent: what happens from now on. */
  readonly after?: string | undefined;
}

export interface WebhookChange {
  readonly state?: 'on' | 'off' | undefined;
  readonly after?: string | undefined;
}

/** Who makes it, and how it is recorded: the holder is told of it in the same commit. */
export interface Made {
  readonly by: string;
  readonly commit: Recording;
}

interface TriesQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

interface TriesPage {
  items: (Omit<WebhookTry, 'at'> & { at: string })[];
  next?: string;
}

export interface WebhookBook {
  list(mailbox: Mailbox): Promise<readonly Webhook[]>;
  /** The secret is told here and never again. Throws `Refusal`. */
  make(mailbox: Mailbox, wish: WebhookWish, made: Made): Promise<Webhook & { readonly secret: string }>;
  change(mailbox: Mailbox, id: string, wish: WebhookChange, by: string): Promise<Webhook>;
  remove(mailbox: Mailbox, id: string): Promise<void>;
  /** Calls it now, with no events and where it stands: its cursor does not move, and what waits for its hour goes on waiting. */
  trial(mailbox: Mailbox, id: string): Promise<TriesPage['items'][number]>;
  /** The newest first. */
  tries(mailbox: Mailbox, id: string, query: TriesQuery): Promise<TriesPage>;
}

const MAX_PER_MAILBOX = 20;
const RACES = 4;

/** What holders say about webhooks; sending is the duty's (`openWebhookDuty`), which hears of a change by its due instant. */
export function openWebhooks(ports: WebhooksPorts): WebhookBook {
  const { store, legalTime, random } = ports;

  async function find(mailbox: Mailbox, id: string): Promise<Card> {
    const card = await store.card(WEBHOOK, id);
    if (card?.owner !== mailbox.id) throw notThere();
    return card;
  }

  const cursorOf = (after = 'now'): Promise<string> => ports.feed.begin(after);

  async function change(mailbox: Mailbox, id: string, { state, after }: WebhookChange, by: string): Promise<Webhook> {
    for (let race = 0; race < RACES; race++) {
      const { version: was, dueAt: _, ...card } = await find(mailbox, id);
      const { failures, lease: __, ...kept } = readWebhook({ ...card, version: was });
      const at = legalTime.now();
      const value: WebhookValue = {
        ...kept,
        ...(after !== undefined && { cursor: await cursorOf(after) }),
        state: state ?? (kept.state === 'off' ? 'off' : 'on'),
        ...(state === 'on' && { by }),
        // Put on again it begins anew; put off, why stays to be read.
        ...(state === 'off' && failures && { failures }),
      };
      const due = value.state === 'off' ? {} : { dueAt: at };
      const changed = { ...card, value, at, ...due };
      const { done } = await store.commit({ cards: [{ kind: 'put', card: changed, was }] });
      if (done) return shownWebhook(changed);
    }
    throw isBusy();
  }

  return {
    change,
    trial: async (mailbox, id) => await tryOut(mailbox, await find(mailbox, id), ports),
    async tries(mailbox, id, query) {
      await find(mailbox, id);
      return pageOf(readTries(await store.card(WEBHOOK_TRIES, id)).toReversed(), query);
    },
    async list(mailbox) {
      return (await store.cards({ kind: WEBHOOK, owner: mailbox.id, limit: MAX_PER_MAILBOX })).map(shownWebhook);
    },
    async make(mailbox, { url, types, after }, { by, commit }) {
      if (ports.sender.refuses(url) !== undefined) throw urlRefused();
      const at = legalTime.now();
      const secret = `whsec_${base64url(random.bytes(32))}`;
      const value: WebhookValue = {
        ...{ url, state: 'on', createdAt: at, by, secret: ports.secrets.seal(secret), cursor: await cursorOf(after) },
        ...(types && { types: [...new Set(types)] }),
      };
      const card = { kind: WEBHOOK, id: newId(at, random), owner: mailbox.id, value, at, dueAt: at };
      await commit(async () => {
        if ((await store.countCards(WEBHOOK, mailbox.id)) >= MAX_PER_MAILBOX) throw tooMany();
        return { cards: [{ kind: 'put', card, was: 0 }] };
      });
      return { ...shownWebhook(card), secret };
    },
    async remove(mailbox, id) {
      await find(mailbox, id);
      const gone = [WEBHOOK, WEBHOOK_TRIES].map((kind) => ({ kind: 'remove', card: { kind, id } }) as const);
      await store.commit({ cards: gone });
    },
  };
}

async function tryOut(mailbox: Mailbox, card: Card, ports: WebhooksPorts): Promise<TriesPage['items'][number]> {
  const { store } = ports;
  const { id, owner } = card;
  const value = readWebhook(card);
  const { made } = await post(id, mailbox, value, { cursor: value.cursor, events: [] }, ports);
  const before = await store.card(WEBHOOK_TRIES, id);
  const tries = [...readTries(before), made].slice(-TRIES_KEPT);
  const kept = { kind: WEBHOOK_TRIES, id, owner, value: { tries }, at: made.at };
  // A try of the duty that comes in between is worth more than this one in the list.
  await store.commit({ cards: [{ kind: 'put', card: kept, was: before?.version ?? 0 }] });
  return { ...made, at: isoLegalTime(made.at) };
}

function pageOf(all: readonly WebhookTry[], { limit, after }: TriesQuery): TriesPage {
  const from = after === undefined ? 0 : all.findIndex((one) => placeOf(one) === after) + 1;
  const page = all.slice(from, from + limit);
  const isMore = from + limit < all.length;
  const items = page.map((one) => ({ ...one, at: isoLegalTime(one.at) }));
  return { items, ...(isMore && { next: placeOf(page.at(-1)!) }) };
}

const placeOf = ({ at, cursor }: WebhookTry): string => `${at}-${cursor}`;

const isBusy = () =>
  new Refusal('changed', 'changed', {
    it: 'Il webhook è in uso: riprovare.',
    en: 'The webhook is at work: try again.',
    de: 'Der Webhook arbeitet gerade: Versuchen Sie es noch einmal.',
  });

const notThere = () =>
  new Refusal('not-found', 'not-found', {
    it: 'Questo webhook non esiste.',
    en: 'There is no such webhook.',
    de: 'Diesen Webhook gibt es nicht.',
  });

const urlRefused = () =>
  new Refusal('invalid', 'url-refused', {
    it: 'A questo indirizzo non si può inviare: serve un indirizzo https di Internet, senza nome utente né password.',
    en: 'Nothing can be sent there: an https address on the Internet is needed, without user name or password.',
    de: 'Dorthin kann nichts gesendet werden: Nötig ist eine https-Adresse im Internet, ohne Benutzernamen und Passwort.',
  });

const tooMany = () =>
  new Refusal('conflict', 'too-many-webhooks', {
    it: `La casella ha già ${MAX_PER_MAILBOX} webhook.`,
    en: `The mailbox has ${MAX_PER_MAILBOX} webhooks already.`,
    de: `Das Postfach hat bereits ${MAX_PER_MAILBOX} Webhooks.`,
  });
