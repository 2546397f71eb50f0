import type { AdminMailbox, MailboxState } from '#contract';
import type { MailboxQuery, MailboxStatus } from '#ports';
import type { Actor } from './act.ts';
import { notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { KINDS } from './cards.ts';
import { mailboxRow, viewMailboxes } from './mailbox-view.ts';

type Ports = AdministrationPorts;

export interface MailboxFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly text?: string | undefined;
  readonly domain?: string | undefined;
  readonly organisation?: string | undefined;
  readonly office?: string | undefined;
  readonly state?: MailboxState | undefined;
}

/** Most that are read for one page of those that close: they are few among those that may not send. */
const LOOKED_AT = 5_000;

/** A page of mailboxes, by address. An organisation's administrator finds his own. */
export async function findMailboxes(by: Actor, filter: MailboxFilter, ports: Ports) {
  const { limit, state } = filter;
  const organisation = by.organisation ?? filter.organisation;
  // Another organisation than his own has no mailboxes for him.
  if (filter.organisation !== undefined && organisation !== filter.organisation) return { items: [] };
  const query: MailboxQuery = {
    limit: limit + 1,
    ...(filter.after !== undefined && { after: filter.after }),
    ...(filter.text !== undefined && { text: filter.text }),
    ...(filter.domain !== undefined && { domain: filter.domain }),
    ...(organisation !== undefined && { organisation }),
    ...(filter.office !== undefined && { office: filter.office }),
    ...(state !== undefined && { statuses: [statusOf(state)] }),
  };
  const isParted = state === 'closing' || state === 'receive-only';
  const views = isParted ? await parted(query, state, ports) : await page(query, ports);
  const items = views.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(views.length > limit && last && { next: last.address }) };
}

export async function readMailbox(by: Actor, id: string, ports: Ports): Promise<AdminMailbox> {
  const [view] = await viewMailboxes([await mailboxRow(by, id, ports)], ports);
  if (view === undefined) throw notFound();
  return view;
}

/** Closing, it receives and does not send. */
export function statusOf(state: MailboxState): MailboxStatus {
  return state === 'closing' ? 'receive-only' : state;
}

async function page(query: MailboxQuery, ports: Ports): Promise<AdminMailbox[]> {
  return await viewMailboxes(await ports.store.findMailboxes(query), ports);
}

/** Of those that may not send, the ones that close, or the others. */
async function parted(query: MailboxQuery, state: MailboxState, ports: Ports): Promise<AdminMailbox[]> {
  const rows = await ports.store.findMailboxes({ ...query, limit: LOOKED_AT });
  const closing = await Promise.all(rows.map(({ mailbox }) => ports.store.card(KINDS.closing, mailbox.id)));
  const wanted = rows.filter((_, at) => (closing[at] !== undefined) === (state === 'closing'));
  return await viewMailboxes(wanted.slice(0, query.limit), ports);
}
