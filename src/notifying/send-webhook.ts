import type { ChainEvent } from '#contract';
import { sameAddress } from '#mime';
import type { Instant } from '#pec';
import type { Card, CardChange, LegalTime, Mailbox, Monotonic, Store, WebhookReply, WebhookSender } from '#ports';
import { type EventsPorts, readEvents } from './events.ts';
import { signedWebhook } from './sign-webhook.ts';
import {
  readTries,
  readWebhook,
  TRIES_KEPT,
  WEBHOOK,
  WEBHOOK_TRIES,
  type WebhookTry,
  type WebhookValue,
} from './webhook-card.ts';
import type { Secrets } from './webhooks.ts';

export interface SendPorts extends EventsPorts {
  readonly store: EventsPorts['store'] & Pick<Store, 'commit' | 'card' | 'mailboxById'>;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly secrets: Pick<Secrets, 'open'>;
  readonly sender: WebhookSender;
  /** May this login, who is not the holder, still keep webhooks of this mailbox? */
  mayKeep(login: string, mailbox: Mailbox): Promise<boolean>;
  /** This process: two never send for one webhook at the same time. */
  readonly worker: string;
}

/** `idle`: all is told. `later`: another process is at it, or the other side failed; a due instant says when. */
export type Sent = 'idle' | 'again' | 'later' | 'gone';

const EVENTS_MAX = 100;
const BODY_MAX_CHARS = 256 * 1024;
const TIMEOUT_MS = 10_000;
const LEASE_MS = 60_000;
const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 6 * 3_600_000;
/** Who is silent for so long is not tried any more; what he missed stands in the log all the same. */
const GIVEN_UP_MS = 5 * 24 * 3_600_000;

/**
 * Sends the next batch of one webhook: in order, none before the one before it was taken. The cursor moves in the commit that follows the
 * answer: a batch whose answer is lost is sent again, and its cursors tell.
 */
export async function sendNext(id: string, ports: SendPorts): Promise<Sent> {
  const { store, legalTime, monotonic, worker } = ports;
  const card = await store.card(WEBHOOK, id);
  const mailbox = card && (await store.mailboxById(card.owner));
  if (card === undefined) return 'gone';
  const value = readWebhook(card);
  if (value.state === 'off') return 'gone';
  if (mailbox === undefined || mailbox.status === 'revoked') {
    await put(card, { ...value, state: 'off' }, {}, ports);
    return 'gone';
  }
  const { lease, by = mailbox.address } = value;
  if (!sameAddress(by, mailbox.address) && !(await ports.mayKeep(by, mailbox))) {
    await put(card, orphaned(value, legalTime.now()), {}, ports);
    return 'gone';
  }
  if (lease && lease.by !== worker && lease.until > monotonic.now()) return 'later';
  if ((value.failures?.nextAt ?? 0) > legalTime.now()) return 'later';
  const batch = await nextBatch(mailbox, value, ports);
  if (batch.events.length === 0) return await passBy(card, value, batch, ports);

  const held = { ...value, lease: { by: worker, until: monotonic.now() + LEASE_MS } };
  // Should this process end before it is told of the answer, another one looks after it then.
  if (!(await put(card, held, { dueAt: legalTime.now() + LEASE_MS }, ports))) return 'again';
  const { reply, made } = await post(id, mailbox, value, batch, ports);
  const next = outcome(value, batch, reply, legalTime.now());
  const tries = [...readTries(await store.card(WEBHOOK_TRIES, id)), made].slice(-TRIES_KEPT);
  const kept = { kind: WEBHOOK_TRIES, id, owner: card.owner, value: { tries }, at: legalTime.now() };
  // Who changed it meanwhile, its holder, wins; what was sent is then sent again.
  const nextAt = next.failures?.nextAt;
  const when = { ...(nextAt !== undefined && { dueAt: nextAt }), with: [{ kind: 'put', card: kept }] } as const;
  await put({ ...card, version: card.version + 1 }, next, when, ports);
  return next.failures ? 'later' : 'again';
}

/** Whoever made it has no say in this mailbox any more: nothing of it is told there. */
function orphaned({ lease: _, ...value }: WebhookValue, now: Instant): WebhookValue {
  const facts = { count: 1, since: now, at: now, why: 'not-open' } as const;
  const failures = { ...facts, text: `the mailbox is no longer open to ${value.by}` };
  return { ...value, state: 'off', failures };
}

interface Batch {
  readonly events: readonly ChainEvent[];
  readonly cursor: string;
  readonly isMore: boolean;
}

/** Those of the types asked for, as many as one body takes. */
async function nextBatch(mailbox: Mailbox, { cursor, types }: WebhookValue, ports: SendPorts): Promise<Batch> {
  const page = await readEvents(mailbox, cursor, EVENTS_MAX, ports);
  const wanted = page.events.filter(({ type }) => types === undefined || types.includes(type));
  let length = 0;
  const fits = wanted.findIndex((event) => {
    length += JSON.stringify(event).length;
    return length > BODY_MAX_CHARS;
  });
  if (fits < 1) return { ...page, events: wanted };
  const events = wanted.slice(0, fits);
  return { events, cursor: events.at(-1)!.cursor, isMore: true };
}

const WORTH_KEEPING = 1_000;

/** Nothing for him: the cursor is moved now and then, so that the log is not read from far behind at every start. */
async function passBy(card: Card, value: WebhookValue, { cursor, isMore }: Batch, ports: SendPorts): Promise<Sent> {
  const isFar = Math.floor(Number(cursor)) - Math.floor(Number(value.cursor)) > WORTH_KEEPING;
  if (!isMore && !isFar && card.dueAt === undefined) return 'idle';
  const { lease: _, ...rest } = value;
  return (await put(card, { ...rest, cursor }, {}, ports)) && !isMore ? 'idle' : 'again';
}

/** Calls the other side once and writes nothing: who calls it keeps what came of it. */
export async function post(
  id: string,
  mailbox: Pick<Mailbox, 'id'>,
  { url, secret }: Pick<WebhookValue, 'url' | 'secret'>,
  batch: Pick<Batch, 'cursor' | 'events'>,
  ports: Pick<SendPorts, 'legalTime' | 'monotonic' | 'secrets' | 'sender'>,
) {
  const { legalTime, monotonic } = ports;
  const at = legalTime.now();
  const { cursor, events } = batch;
  const opened = ports.secrets.open(secret);
  const begun = monotonic.now();
  const reply: WebhookReply =
    opened === undefined
      ? { outcome: 'failed', text: 'its secret cannot be read with the key of this provider' }
      : await ports.sender.post({
          ...{ url, timeoutMs: TIMEOUT_MS },
          ...signedWebhook({ webhook: id, mailbox: mailbox.id, cursor, events }, opened, at),
        });
  const status = reply.outcome === 'answered' ? { status: reply.status } : {};
  const ms = Math.round(monotonic.now() - begun);
  return { reply, made: { at, cursor, ...status, text: textOf(reply), ms } satisfies WebhookTry };
}

function textOf(reply: WebhookReply): string {
  return reply.outcome === 'failed' ? reply.text : isTaken(reply) ? 'taken' : `answered with status ${reply.status}`;
}

const isTaken = (reply: WebhookReply): boolean =>
  reply.outcome === 'answered' && reply.status >= 200 && reply.status < 300;
/** The other side says that it is over (RFC 9110 15.5.11). */
const isOver = (reply: WebhookReply): boolean => reply.outcome === 'answered' && reply.status === 410;

function outcome(value: WebhookValue, { cursor }: Batch, reply: WebhookReply, now: Instant): WebhookValue {
  const { failures: before, lease: _, ...kept } = value;
  if (isTaken(reply)) return { ...kept, cursor, state: 'on' };
  const count = (before?.count ?? 0) + 1;
  const why =
    reply.outcome === 'answered' ? { why: reply.outcome, status: reply.status } : ({ why: 'unreachable' } as const);
  const failures = { count, since: before?.since ?? now, at: now, ...why, text: textOf(reply) };
  if (isOver(reply) || now - failures.since >= GIVEN_UP_MS) return { ...kept, state: 'off', failures };
  return { ...kept, state: 'failing', failures: { ...failures, nextAt: now + retryAfterMs(count) } };
}

/** 30 seconds, doubled up to six hours. */
export function retryAfterMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}

/** False: somebody changed it meanwhile. Without `dueAt` it waits for news alone. */
async function put(
  { kind, id, owner, version: was }: Card,
  value: WebhookValue,
  { dueAt, with: others = [] }: { readonly dueAt?: Instant; readonly with?: readonly CardChange[] },
  { store, legalTime }: SendPorts,
): Promise<boolean> {
  const card = { kind, id, owner, value, at: legalTime.now(), ...(dueAt !== undefined && { dueAt }) };
  return (await store.commit({ cards: [{ kind: 'put', card, was }, ...others] })).done;
}
