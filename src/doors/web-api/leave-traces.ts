import type { Box } from '#accounts';
import type { Outgoing } from '#contract';
import type { Visitor } from './visitors.ts';

/** What somebody else than the holder did in his mailbox, for the page that shows him who did what. */
export interface Trace {
  readonly mailbox: string;
  readonly login: string;
  readonly device?: string;
  readonly what: 'sent' | 'settings';
  readonly thread?: string;
  readonly subject?: string;
}

type Deed = Pick<Trace, 'what' | 'thread' | 'subject'>;

export interface TracePorts {
  tellAccess(trace: Trace): Promise<void>;
  /** What is done is done, and was answered so: that it left no trace is the operator's to know. */
  onUntold(fault: unknown, trace: Trace): void;
}

interface CallInMailbox {
  readonly box: Box;
  readonly visitor: Visitor;
  readonly device: string;
}

/** Each with its own shapes: only what all have is touched here. */
type Handlers = Readonly<Record<string, (asked: never, call: never) => Promise<unknown>>>;

/** The same handlers; of those named, what delegates did is told to the holder. */
export function leaveTraces<R extends object>(routes: R, { tellAccess, onUntold }: TracePorts): R {
  const traced = Object.entries(routes as Handlers).map(([name, handler]) => {
    const deedsOf = DEEDS[name];
    if (deedsOf === undefined) return [name, handler] as const;
    return [
      name,
      async (asked: unknown, call: CallInMailbox) => {
        const answer = await handler(asked as never, call as never);
        const { box, visitor, device } = call;
        if (box.level === 'own') return answer;
        for (const deed of deedsOf(answer, asked)) {
          const who = { mailbox: box.mailbox.id, login: visitor.login, ...(device !== '' && { device }) };
          const trace = { ...who, ...deed };
          await tellAccess(trace).catch((fault: unknown) => onUntold(fault, trace));
        }
        return answer;
      },
    ] as const;
  });
  return Object.fromEntries(traced) as R;
}

const MAX_SUBJECT = 300;

function sent({ identificativo, subject }: Pick<Outgoing, 'identificativo' | 'subject'>): Deed {
  const line = subject
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_SUBJECT);
  return {
    what: 'sent',
    ...(identificativo !== undefined && { thread: identificativo }),
    ...(line && { subject: line }),
  };
}

const one = (answer: unknown): readonly Deed[] => [sent(answer as Outgoing)];
const settings = (): readonly Deed[] => [{ what: 'settings' }];

/** Told to go, whenever it goes: that it went, or did not, stands in the outbox and in the log. */
const DEEDS: Readonly<Record<string, (answer: unknown, asked: unknown) => readonly Deed[]>> = {
  'POST /mailboxes/{mailbox}/send': one,
  'POST /mailboxes/{mailbox}/send/raw': one,
  'POST /mailboxes/{mailbox}/drafts/{draft}/send': (answer) => (answer as readonly Outgoing[]).map(sent),
  'POST /mailboxes/{mailbox}/approvals/{outgoing}': (answer, asked) =>
    (asked as { body: { verdict: string } }).body.verdict === 'send' ? one(answer) : [],
  'POST /mailboxes/{mailbox}/merges/{merge}/{act}': (answer, asked) => {
    const { name } = answer as { readonly name: string };
    return (asked as { params: { act: string } }).params.act === 'start' ? [sent({ subject: name })] : [];
  },
  ...Object.fromEntries(
    ['settings', 'notices', 'rules', 'templates', 'signatures', 'delegates', 'webhooks'].flatMap((what) =>
      ['PUT', 'POST', 'PATCH', 'DELETE'].flatMap((method) =>
        ['', '/{id}', '/{login}', '/{webhook}'].map((rest) => [
          `${method} /mailboxes/{mailbox}/${what}${rest}`,
          settings,
        ]),
      ),
    ),
  ),
};
