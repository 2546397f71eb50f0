import type { Card, Store } from '#ports';
import { addressesOf, type LogTail } from './log-tail.ts';
import { type SendPorts, sendNext } from './send-webhook.ts';
import { openTurns } from './turns.ts';
import { readWebhook, WEBHOOK } from './webhook-card.ts';

export interface WebhookDutyPorts extends SendPorts {
  readonly store: SendPorts['store'] & Pick<Store, 'cards' | 'dueCards'>;
  readonly tail: LogTail;
  report(error: unknown, webhook: string): void;
}

export interface WebhookDuty {
  /** Begins to listen, and tells what was not told while nobody did. */
  start(): Promise<void>;
  /** New and changed ones, and those whose hour to be tried again has come. Resolves when they are under way. */
  runDue(): Promise<void>;
  /** Resolves when nothing is under way. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const AT_ONCE = 32;
const PAGE = 500;
/** Those made by another process are heard of by their due instant; this is for when that one ended before it told. */
const RELOAD_MS = 60_000;
/** One that cannot be worked on is left alone so long: it keeps neither the others nor the clock of the sandbox waiting. */
const LATER_MS = 3_600_000;

/** Sends webhooks as the log grows: each in its own order, one never waiting for another. */
export function openWebhookDuty(ports: WebhookDutyPorts): WebhookDuty {
  const { store, monotonic } = ports;
  const known = openKnown(store);
  const turns = openTurns(AT_ONCE, sendOne, ports.report);
  let loadedAt = Number.NEGATIVE_INFINITY;
  let stopListening: (() => void) | undefined;

  /** Of what cannot be read nobody is told but the operator. */
  async function learn(card: Card): Promise<void> {
    try {
      await known.remember(card);
      turns.wake(card.id);
    } catch (error) {
      ports.report(error, card.id);
      await postpone(card.id);
    }
  }

  async function postpone(id: string): Promise<void> {
    const card = await store.card(WEBHOOK, id);
    const now = ports.legalTime.now();
    if (card?.dueAt === undefined || card.dueAt > now) return;
    const { version: was, ...kept } = card;
    await store.commit({ cards: [{ kind: 'put', card: { ...kept, dueAt: now + LATER_MS }, was }] });
  }

  async function sendOne(id: string): Promise<boolean> {
    const sent = await sendNext(id, ports).catch(async (error: unknown) => {
      await postpone(id);
      throw error;
    });
    if (sent === 'gone') known.forget(id);
    return sent === 'again';
  }

  async function load(): Promise<void> {
    loadedAt = monotonic.now();
    for (let after: string | undefined; ; ) {
      const cards = await store.cards({ kind: WEBHOOK, limit: PAGE, ...(after !== undefined && { after }) });
      for (const card of cards) await learn(card);
      after = cards.at(-1)?.id;
      if (cards.length < PAGE) return;
    }
  }

  return {
    async start() {
      stopListening = ports.tail.listen((records) => {
        if (known.isEmpty()) return;
        for (const address of addressesOf(records)) for (const id of known.of(address)) turns.wake(id);
      });
      await load();
    },
    async runDue() {
      if (monotonic.now() - loadedAt >= RELOAD_MS) await load();
      for (const card of await store.dueCards([WEBHOOK], ports.legalTime.now(), PAGE)) await learn(card);
    },
    settle: turns.settle,
    async stop() {
      stopListening?.();
      await turns.stop();
    },
  };
}

/** Which webhooks are on, by the address of their mailbox. */
function openKnown(store: Pick<WebhookDutyPorts['store'], 'mailboxById'>) {
  const byAddress = new Map<string, Set<string>>();
  return {
    isEmpty: () => byAddress.size === 0,
    of: (address: string): Iterable<string> => byAddress.get(address) ?? [],
    async remember(card: Card): Promise<void> {
      if (readWebhook(card).state === 'off') return;
      const mailbox = await store.mailboxById(card.owner);
      if (mailbox === undefined) return;
      const address = mailbox.address.toLowerCase();
      byAddress.set(address, (byAddress.get(address) ?? new Set()).add(card.id));
    },
    forget(id: string): void {
      for (const [address, ids] of byAddress) if (ids.delete(id) && ids.size === 0) byAddress.delete(address);
    },
  };
}
