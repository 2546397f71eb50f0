import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Outgoing } from '#contract';
import {
  api,
  ask,
  Badge,
  Button,
  buttonClass,
  Dialog,
  EmptyState,
  ErrorLine,
  ErrorState,
  formatBytes,
  formatMinute,
  MoreButton,
  plain,
  Skeleton,
  TextArea,
  tell,
  useItems,
  useLanguage,
  useTexts,
} from '#kit';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';
import { useNames } from './use-people.ts';
import { WhyNot } from './write-reasons.tsx';

/** The server tells of each change; asked besides, should nothing be heard of it. */
const ASK_MS = 15_000;
const TONES = {
  'undo-window': 'info',
  scheduled: 'info',
  'awaiting-approval': 'wait',
  sending: 'info',
  sent: 'good',
  refused: 'bad',
  returned: 'bad',
} as const;
const BACK = new Set(['refused', 'returned']);
const STILL = new Set(['undo-window', 'scheduled', 'awaiting-approval']);

/** What waits to go out, or came back. */
export function OutboxPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const outbox = useItems({
    queryKey: ['outbox', mailbox],
    ask: (query, signal) => api('GET /mailboxes/{mailbox}/outbox', { mailbox }, { query, signal }),
    everyMs: ASK_MS,
  });
  const items = (outbox.items ?? []) as readonly Outgoing[];
  return (
    <RoomFrame mailbox={mailbox} here="outbox" title={say('nav.outbox')} lead={say('outbox.lead')}>
      {outbox.isPending && <Skeleton />}
      {outbox.error !== null && <ErrorState fault={outbox.error} onRetry={outbox.again} />}
      {outbox.items?.length === 0 && (
        <EmptyState icon="send" title={say('outbox.empty')}>
          {say('outbox.emptyText')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className="plain card lines">
          {items.map((one) => (
            <OutgoingLine key={one.id} mailbox={mailbox} one={one} />
          ))}
        </ul>
      )}
      <MoreButton {...outbox.more} />
    </RoomFrame>
  );
}

function OutgoingLine({ mailbox, one }: { readonly mailbox: string; readonly one: Outgoing }) {
  const say = useTexts(roomTexts);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const doing = useDoing();
  const undo = () =>
    doing.go(async () => {
      const draft = await api('POST /mailboxes/{mailbox}/outbox/{outgoing}/undo', { mailbox, outgoing: one.id });
      tell(say('outbox.undone'), { tone: 'good' });
      await queries.invalidateQueries({ queryKey: ['outbox', mailbox] });
      await navigate({ to: `/scrivi/${mailbox}` as string, search: { bozza: draft.id } as never });
    });
  return (
    <li className="line">
      <OutgoingWords mailbox={mailbox} one={one} />
      <div className="row">
        {(BACK.has(one.state) || STILL.has(one.state)) && (
          <Button size="sm" isBusy={doing.isBusy} onClick={() => void undo()}>
            {BACK.has(one.state) ? say('outbox.again') : say('outbox.undo')}
          </Button>
        )}
        {one.identificativo !== undefined && (
          <Link
            className={buttonClass({ size: 'sm' })}
            to="/posta/$mailbox/prova/$identificativo"
            params={{ mailbox, identificativo: one.identificativo }}
          >
            {say('outbox.follow')}
          </Link>
        )}
      </div>
      <ErrorLine fault={doing.fault} />
    </li>
  );
}

function OutgoingWords({ mailbox, one }: { readonly mailbox: string; readonly one: Outgoing }) {
  const say = useTexts(roomTexts);
  const by = useNames(mailbox)(one.by);
  const language = useLanguage();
  return (
    <div>
      <p className="row">
        <strong className="break">{one.subject === '' ? say('outbox.noSubject') : plain(one.subject)}</strong>
        <Badge tone={TONES[one.state]}>{say(`outbox.${one.state}`)}</Badge>
      </p>
      <p className="small break">{plain(one.to.join(', '))}</p>
      <p className="quiet small">
        {one.state === 'scheduled'
          ? say('outbox.at', { date: formatMinute(one.at, language) })
          : formatMinute(one.at, language)}
        {' · '}
        <span title={by.title}>{say('outbox.by', { name: by.name })}</span>
        {' · '}
        {formatBytes(one.size, language)}
      </p>
      <WhyNot one={one} />
    </div>
  );
}

/** What others wrote and I may let go. */
export function ApprovalsPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(roomTexts);
  const waiting = useQuery({
    queryKey: ['approvals', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/approvals', { mailbox }, { signal }),
    refetchInterval: ASK_MS * 2,
  });
  return (
    <RoomFrame mailbox={mailbox} here="approvals" title={say('nav.approvals')} lead={say('approvals.lead')}>
      {waiting.isPending && <Skeleton />}
      {waiting.isError && <ErrorState fault={waiting.error} onRetry={() => void waiting.refetch()} />}
      {waiting.data?.length === 0 && <EmptyState icon="check-circle" title={say('approvals.empty')} />}
      {(waiting.data?.length ?? 0) > 0 && (
        <ul className="plain card lines">
          {waiting.data?.map((one) => (
            <ApprovalLine key={one.id} mailbox={mailbox} one={one as Outgoing} />
          ))}
        </ul>
      )}
    </RoomFrame>
  );
}

function ApprovalLine({ mailbox, one }: { readonly mailbox: string; readonly one: Outgoing }) {
  const say = useTexts(roomTexts);
  const queries = useQueryClient();
  const doing = useDoing();
  const [isReturning, giveBack] = useState(false);
  const [reason, setReason] = useState('');
  const judge = (verdict: 'send' | 'return') =>
    doing.go(async () => {
      const body = verdict === 'send' ? { verdict } : { verdict, reason: reason.trim() };
      await api('POST /mailboxes/{mailbox}/approvals/{outgoing}', { mailbox, outgoing: one.id }, { body });
      tell(verdict === 'send' ? say('approvals.sent') : say('approvals.returned'), { tone: 'good' });
      giveBack(false);
      await queries.invalidateQueries({ queryKey: ['approvals', mailbox] });
    });
  const send = async () => {
    const text = say('approvals.sendText', { subject: one.subject });
    if (await ask({ title: say('approvals.sendTitle'), text, action: say('approvals.send') })) await judge('send');
  };
  return (
    <li className="line">
      <OutgoingWords mailbox={mailbox} one={one} />
      <div className="row">
        <Button size="sm" look="primary" isBusy={doing.isBusy} onClick={() => void send()}>
          {say('approvals.send')}
        </Button>
        <Button size="sm" onClick={() => giveBack(true)}>
          {say('approvals.back')}
        </Button>
      </div>
      <ErrorLine fault={doing.fault} />
      {isReturning && (
        <Dialog
          title={say('approvals.backTitle')}
          size="sm"
          onClose={() => giveBack(false)}
          actions={
            <Button look="primary" isBusy={doing.isBusy} onClick={() => void judge('return')}>
              {say('approvals.back')}
            </Button>
          }
        >
          <TextArea
            label={say('approvals.reason')}
            autoFocus
            maxLength={2_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Dialog>
      )}
    </li>
  );
}
