import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Outgoing } from '#contract';
import {
  announce,
  api,
  Button,
  buttonClass,
  ErrorLine,
  focusHeading,
  formatList,
  formatMinute,
  Icon,
  type IconName,
  plain,
  tell,
  useLanguage,
  useTexts,
} from '#kit';
import { chainQuery } from './mail-queries.ts';
import { writePath } from './paths.ts';
import { LiveAnswer } from './timeline.tsx';
import { useLive } from './use-live.ts';
import { WhyNot } from './write-reasons.tsx';
import { writeTexts } from './write-texts.ts';

const ASK_MS = 1_500;
const MOST_SHOWN = 50;
const GOING = new Set(['undo-window', 'sending']);

/** What became of what was sent: the seconds to think again, then what the provider said, then the way to the timeline. */
export function SentPanel({ mailbox, sent }: { readonly mailbox: string; readonly sent: readonly Outgoing[] }) {
  const say = useTexts(writeTexts);
  const asked = useQueries({
    queries: sent.slice(0, MOST_SHOWN).map((one) => ({
      queryKey: ['outgoing', mailbox, one.id],
      queryFn: () =>
        api('GET /mailboxes/{mailbox}/outbox/{outgoing}', { mailbox, outgoing: one.id }) as Promise<Outgoing>,
      initialData: one,
      refetchInterval: (query: { state: { data?: Outgoing | undefined } }) =>
        GOING.has(query.state.data?.state ?? '') ? ASK_MS : (false as const),
    })),
  });
  useEffect(() => focusHeading(), []);
  const all = asked.map(({ data }, at) => data ?? sent[at]!);
  if (all.length === 1) return <One mailbox={mailbox} one={all[0]!} />;
  return (
    <div className="card sent-card">
      <h1>{say('sent.many')}</h1>
      <ul className="plain sent-list">
        {all.map((one) => (
          <li key={one.id}>
            <span className="break">{plain(one.to.join(', '))}</span>
            <StateWords mailbox={mailbox} one={one} />
            {one.identificativo !== undefined && <TimelineLink mailbox={mailbox} one={one} />}
          </li>
        ))}
      </ul>
      {all.some(({ state }) => state === 'undo-window') && <UndoAll mailbox={mailbox} all={all} />}
      <Ways mailbox={mailbox} />
    </div>
  );
}

const ICONS: Readonly<Record<Outgoing['state'], IconName>> = {
  'undo-window': 'clock',
  scheduled: 'calendar',
  'awaiting-approval': 'user',
  sending: 'send',
  sent: 'check-circle',
  refused: 'warning-circle',
  returned: 'reply',
};

function One({ mailbox, one }: { readonly mailbox: string; readonly one: Outgoing }) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const { state } = one;
  const text =
    state === 'sent'
      ? say('sent.sentText')
      : state === 'scheduled'
        ? say('sent.scheduledText')
        : state === 'awaiting-approval'
          ? say('sent.approvalText')
          : undefined;
  useEffect(() => {
    if (state === 'sent') announce(`${say('sent.sent')}. ${say('sent.sentText')}`);
    if (state === 'refused') announce(say('sent.refused'));
  }, [state, say]);
  return (
    <div className={`card sent-card sent-${state}`}>
      <Icon name={ICONS[state]} size="xl" />
      <h1>
        <StateWords mailbox={mailbox} one={one} />
      </h1>
      <p className="break">
        <strong>{plain(one.subject)}</strong>
        <br />
        {say('sent.to', { names: formatList(one.to, language) })}
      </p>
      {state === 'sent' && one.identificativo !== undefined ? (
        <Delivery mailbox={mailbox} identificativo={one.identificativo} />
      ) : (
        text !== undefined && <p className="quiet">{text}</p>
      )}
      {one.reasons?.some(({ code }) => code === 'virus') && <p>{say('sent.virusFound')}</p>}
      <WhyNot one={one} />
      <div className="row sent-acts">
        {(state === 'undo-window' || state === 'refused' || state === 'returned') && (
          <UndoAll mailbox={mailbox} all={[one]} />
        )}
        {state === 'sent' && one.identificativo !== undefined && <TimelineLink mailbox={mailbox} one={one} isMain />}
        {(state === 'scheduled' || state === 'awaiting-approval') && (
          <Link className={buttonClass()} to={`/uscita/${mailbox}` as string}>
            {say('sent.outbox')}
          </Link>
        )}
      </div>
      <Ways mailbox={mailbox} />
    </div>
  );
}

/** Was it delivered, since when: answered here, as soon as it is known. */
function Delivery({ mailbox, identificativo }: { readonly mailbox: string; readonly identificativo: string }) {
  const say = useTexts(writeTexts);
  useLive(mailbox);
  const { data: chain } = useQuery(chainQuery(mailbox, identificativo));
  if (chain === undefined) return <p className="quiet">{say('sent.sentText')}</p>;
  return (
    <div className="sent-answer">
      <LiveAnswer chain={chain} />
    </div>
  );
}

function StateWords({ mailbox, one }: { readonly mailbox: string; readonly one: Outgoing }) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  if (one.state === 'undo-window') return <Countdown mailbox={mailbox} />;
  if (one.state === 'scheduled') return say('sent.scheduled', { date: formatMinute(one.at, language) });
  return say(`sent.${one.state}`);
}

/**
 * Seconds left, read out at the beginning. Counted from when this is shown, for as long as the box gives: the clock of this machine may be
 * wrong, and what counts is legal time.
 */
function Countdown({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(writeTexts);
  const [begun] = useState(() => performance.now());
  const { data: settings } = useQuery({
    queryKey: ['settings', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/settings', { mailbox }, { signal }),
  });
  const whole = settings?.undoSeconds;
  const left = (of: number) => Math.max(0, Math.ceil(of - (performance.now() - begun) / 1_000));
  const [, tick] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock goes by itself
  useEffect(() => {
    if (whole === undefined) return;
    announce(say('sent.countingSay', { count: left(whole) }));
    const timer = setInterval(() => tick((count) => count + 1), 250);
    return () => clearInterval(timer);
  }, [whole]);
  if (whole === undefined || left(whole) === 0) return say('sent.sending');
  // Plain text: what has the role `timer` gives no name to the heading it stands in, which would be read out as empty.
  return say('sent.counting', { count: left(whole) });
}

function UndoAll({ mailbox, all }: { readonly mailbox: string; readonly all: readonly Outgoing[] }) {
  const say = useTexts(writeTexts);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const undo = async () => {
    setBusy(true);
    try {
      let draft = '';
      for (const { id, state } of all) {
        if (state === 'sent') continue;
        draft = (await api('POST /mailboxes/{mailbox}/outbox/{outgoing}/undo', { mailbox, outgoing: id })).id;
      }
      tell(say('sent.undone'), { tone: 'good' });
      queries.removeQueries({ queryKey: ['draft', mailbox] });
      await navigate({ to: `/scrivi/${mailbox}` as string, search: { bozza: draft } as never });
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  const isBack = all.every(({ state }) => state === 'refused' || state === 'returned');
  return (
    <>
      <Button look="primary" icon="restore" isBusy={isBusy} onClick={() => void undo()}>
        {isBack ? say('sent.again') : say('sent.undo')}
      </Button>
      <ErrorLine fault={fault} />
    </>
  );
}

function TimelineLink({
  mailbox,
  one,
  isMain = false,
}: {
  readonly mailbox: string;
  readonly one: Outgoing;
  readonly isMain?: boolean;
}) {
  const say = useTexts(writeTexts);
  return (
    <Link
      className={buttonClass(isMain ? { look: 'primary' } : { look: 'quiet', size: 'sm' })}
      to="/posta/$mailbox/prova/$identificativo"
      params={{ mailbox, identificativo: one.identificativo! }}
    >
      {say('sent.timeline')}
    </Link>
  );
}

function Ways({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(writeTexts);
  return (
    <div className="row sent-ways">
      <Link to="/posta/$mailbox" params={{ mailbox }}>
        {say('sent.mailbox')}
      </Link>
      <Link to={writePath(mailbox) as string}>{say('sent.another')}</Link>
    </div>
  );
}
