import { mayApprove } from '#accounts';
import type { Outgoing, teamworkEndpoints } from '#contract';
import type { Store } from '#ports';
import type { Reading } from '#reading';
import { type Accesses, type Charges, type Delegates, mayNotApprove, readDesk, type Threads } from '#teamwork';
import type { Routes } from './routes.ts';

export interface TeamworkPorts {
  readonly delegates: Delegates;
  readonly charges: Charges;
  readonly accesses: Accesses;
  readonly threads: Pick<Threads, 'open'>;
  readonly store: Pick<Store, 'cards'>;
  /** At which message conversations are opened: the office `#reading`. */
  readonly reading: Pick<Reading, 'newest'>;
  /** What waits to be approved, and what becomes of it: the outbox of `#writing`. */
  readonly outbox: {
    awaitingApproval(mailbox: string): Promise<Outgoing[]>;
    read(mailbox: string, id: string): Promise<Outgoing>;
    decide(
      mailbox: string,
      id: string,
      verdict: { readonly by: string; readonly send: boolean; readonly reason?: string | undefined },
    ): Promise<Outgoing>;
  };
}

/** Several in one mailbox: who may what, who does what, who saw what. */
export function teamworkRoutes(ports: TeamworkPorts): Routes<typeof teamworkEndpoints> {
  const { delegates, charges, accesses, outbox } = ports;
  return {
    'GET /mailboxes/{mailbox}/delegates': async (_, { box }) => [...(await delegates.list(box.mailbox))],
    'PUT /mailboxes/{mailbox}/delegates/{login}': async ({ params, body }, { box, visitor }) =>
      await delegates.put(box.mailbox, params.login, body, visitor.login),
    'DELETE /mailboxes/{mailbox}/delegates/{login}': async ({ params }, { box, visitor }) =>
      await delegates.remove(box.mailbox, params.login, visitor.login),

    'GET /mailboxes/{mailbox}/threads/{thread}/charge': async ({ params }, { box }) =>
      await charges.of(box, params.thread),
    'PUT /mailboxes/{mailbox}/threads/{thread}/charge': async ({ params, body }, { box, visitor }) => {
      const { version, assignee, state, dueOn } = body;
      const wish = {
        version,
        ...(assignee !== undefined && { assignee }),
        ...(state !== undefined && { state }),
        ...(dueOn !== undefined && { dueOn }),
      };
      return await charges.change(box, params.thread, wish, visitor.login);
    },
    'POST /mailboxes/{mailbox}/threads/{thread}/notes': async ({ params, body }, { box, visitor }) =>
      await charges.note(box, params.thread, body.text, visitor.login),
    'GET /mailboxes/{mailbox}/desk': async ({ query }, { box, visitor }) => {
      const { whose, state, limit, after } = query;
      const asked = { whose, limit, ...(state !== undefined && { state }), ...(after !== undefined && { after }) };
      const { items, ...rest } = await readDesk(box, visitor.login, asked, ports);
      const threads = items.map(({ thread }) => thread);
      const newest = await ports.reading.newest(visitor.login, box, threads);
      // Told as the list tells it: of an anomaly envelope who wrote, not the provider that wrapped it.
      const placed = items.map((one) => {
        const row = newest.get(one.thread);
        return row ? { ...one, subject: row.subject, from: row.from.address, folder: row.folder, uid: row.uid } : one;
      });
      return { items: placed, ...rest };
    },

    'GET /mailboxes/{mailbox}/approvals': async (_, { box, visitor }) => {
      const all = await outbox.awaitingApproval(box.mailbox.id);
      // Who may look into some folders alone sees his own here, and what he may approve.
      const isOpen = ({ by }: Outgoing) => by === visitor.login || mayApprove(box, visitor.login, by);
      return box.folders === undefined ? all : all.filter(isOpen);
    },
    'POST /mailboxes/{mailbox}/approvals/{outgoing}': async ({ params, body }, { box, visitor }) => {
      const { id } = box.mailbox;
      const waiting = await outbox.read(id, params.outgoing);
      if (!mayApprove(box, visitor.login, waiting.by)) throw mayNotApprove();
      const { verdict, reason } = body;
      return await outbox.decide(id, params.outgoing, { by: visitor.login, send: verdict === 'send', reason });
    },

    'GET /mailboxes/{mailbox}/accesses': async ({ query }, { box }) => {
      const { limit, after, login } = query;
      return await accesses.list(box.mailbox.id, {
        limit,
        ...(after !== undefined && { after }),
        ...(login !== undefined && { login }),
      });
    },
  };
}
