import { useEffect, useRef, useState } from 'react';
import type { Chain, ChainRecipient } from '#contract';
import {
  announce,
  Badge,
  Button,
  formatBeside,
  formatInstant,
  formatMinute,
  Icon,
  type IconName,
  plain,
  TextField,
  useLanguage,
  useTexts,
} from '#kit';
import { byUrgency, newsBetween, type Stop, stopsOf, toneOf, type Verdict, verdictOf } from './chain-words.ts';
import { ReceiptLink } from './receipt-link.tsx';
import { TimelineActs } from './timeline-acts.tsx';
import { useNames } from './use-people.ts';
import { webmailTexts } from './webmail-texts.ts';
import './timeline.scss';

const SHOWN = 8;
const VERDICT_ICONS: Readonly<Record<Verdict['tone'], IconName>> = {
  good: 'check-circle',
  wait: 'clock',
  bad: 'error',
  plain: 'send',
};

/** Was it delivered, since when, can I prove it? The answer on top; below it the way to each recipient, as an ordered list. */
export function Timeline({ chain }: { readonly chain: Chain }) {
  const say = useTexts(webmailTexts);
  useNews(chain);
  const [isAll, showAll] = useState(false);
  const [text, setText] = useState('');
  const sorted = byUrgency(chain.recipients);
  const found =
    text === '' ? sorted : sorted.filter(({ address }) => address.toLowerCase().includes(text.toLowerCase()));
  const shown = isAll || text !== '' ? found : found.slice(0, SHOWN);
  const rest = found.length - shown.length;
  return (
    <section className="timeline" id="timeline" tabIndex={-1} aria-labelledby="timeline-answer">
      <Answer chain={chain} />
      <TimelineActs chain={chain} />
      <div className="timeline-head">
        <h3>{say('chain.recipients')}</h3>
        {sorted.length > SHOWN && (
          <TextField
            label={say('chain.find')}
            isLabelHidden
            placeholder={say('chain.find')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </div>
      <ul className="plain ways">
        {shown.map((recipient) => (
          <li key={recipient.address}>
            <Way chain={chain} recipient={recipient} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Button look="quiet" onClick={() => showAll(true)}>
          {say('chain.more', { count: rest })}
        </Button>
      )}
      <p className="quiet small timeline-foot">
        {[
          // To ordinary addresses alone none comes, whatever was asked for.
          ...(chain.recipients.some(({ kind }) => kind === 'certified')
            ? [say(`chain.receiptTypes.${chain.receiptType}`)]
            : []),
          ...(chain.clientRef === undefined ? [] : [say('chain.clientRef', { ref: chain.clientRef })]),
        ].join(' · ')}
        {chain.sentBy !== undefined && <SentBy mailbox={chain.mailbox} login={chain.sentBy} />}
      </p>
    </section>
  );
}

/** Who of those that work in the box handed it in. */
function SentBy({ mailbox, login }: { readonly mailbox: string; readonly login: string }) {
  const say = useTexts(webmailTexts);
  const { name, title } = useNames(mailbox)(login);
  return <span title={title}> · {say('chain.sentBy', { name })}</span>;
}

/** The answer alone, told again when it changes. */
export function LiveAnswer({ chain }: { readonly chain: Chain }) {
  useNews(chain);
  return <Answer chain={chain} />;
}

function Answer({ chain }: { readonly chain: Chain }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { answer, tone, values, at, missing, proof } = verdictOf(chain);
  const knownBy = missing === undefined ? '' : formatMinute(missing.knownBy, language);
  const ordinary = chain.recipients.filter(({ kind }) => kind === 'ordinary').length;
  const reason = chain.state === 'not-accepted' ? chain.steps[0]?.reason : undefined;
  return (
    <div className={`statement statement-${tone} verdict`}>
      <Icon name={VERDICT_ICONS[tone]} size="lg" />
      <div>
        <h2 id="timeline-answer" className="statement-title verdict-answer">
          {say(`chain.answers.${answer}`, values)}
        </h2>
        <p>
          {at !== undefined && say(`chain.since.${answer}`, { ...values, at: formatInstant(at, language) })}{' '}
          {missing !== undefined &&
            (values.count === 1
              ? say('chain.missingOnly', { knownBy })
              : say('chain.missing', { count: missing.count, knownBy }))}
        </p>
        {ordinary > 0 && ordinary < chain.recipients.length && <p>{say('chain.ordinary', { count: ordinary })}</p>}
        {reason !== undefined && <Reason reason={reason} />}
        <p className="verdict-proof">{say(`chain.proofs.${proof}`)}</p>
      </div>
    </div>
  );
}

const STATE_ICONS: Readonly<Record<ChainRecipient['state'], IconName>> = {
  waiting: 'clock',
  taken: 'clock',
  delivered: 'check-circle',
  'delivered-late': 'check-circle',
  failed: 'error',
  virus: 'error',
  expired: 'error',
  sent: 'send',
  'not-accepted': 'error',
};

/** The way to one recipient. */
function Way({ chain, recipient }: { readonly chain: Chain; readonly recipient: ChainRecipient }) {
  const say = useTexts(webmailTexts);
  const { address, kind, isCopy, provider, state } = recipient;
  const tone = toneOf(state);
  const stops = stopsOf(chain, recipient);
  const about = [
    kind === 'ordinary' ? say('chain.ordinaryBox') : (provider ?? say('chain.certifiedBox')),
    ...(isCopy ? [say('chain.copy')] : []),
  ];
  return (
    <article className="way">
      <header className="way-head">
        <h4 className="way-address break">{plain(address)}</h4>
        <Badge tone={tone} icon={STATE_ICONS[state]}>
          {say(`chain.recipientState.${state}`)}
        </Badge>
        <p className="way-about quiet">{about.map(plain).join(' · ')}</p>
      </header>
      <ol className="plain stops">
        {stops.map((stop, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are added at the end
          <StopItem key={at} stop={stop} before={lastInstant(stops.slice(0, at))} address={address} />
        ))}
      </ol>
    </article>
  );
}

function lastInstant(stops: readonly Stop[]): string | undefined {
  return stops.map((stop) => (stop.done ? stop.step.at : undefined)).findLast((at) => at !== undefined);
}

const STOP_ICONS = { good: 'check', wait: 'clock', bad: 'close', plain: 'send' } as const;

function StopItem({
  stop,
  before,
  address,
}: {
  readonly stop: Stop;
  readonly before: string | undefined;
  readonly address: string;
}) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  if (!stop.done) {
    const { what, knownBy, warningAt } = stop;
    return (
      <li className="stop stop-future">
        <span className="stop-dot" aria-hidden="true" />
        <div className="stop-words">
          <p className="stop-name">
            {say(`chain.future.${what}`)} <span className="quiet">({say('chain.futureState')})</span>
          </p>
          <p className="quiet small">{say('chain.knownBy', { at: formatMinute(knownBy, language) })}</p>
          {warningAt !== undefined && (
            <p className="quiet small">{say('chain.warningAt', { at: formatMinute(warningAt, language) })}</p>
          )}
        </div>
      </li>
    );
  }
  const { step, tone } = stop;
  const name = say(`chain.steps.${step.kind}`);
  return (
    <li className={`stop stop-${tone}`}>
      <span className="stop-dot" aria-hidden="true">
        <Icon name={STOP_ICONS[tone]} size="xs" />
      </span>
      <div className="stop-words">
        <p className="stop-name">{name}</p>
        <p className="stop-when">
          <time dateTime={step.at} title={formatInstant(step.at, language)}>
            {formatBeside(step.at, before, language)}
          </time>
        </p>
        {step.by !== undefined && <p className="quiet small break">{say('chain.by', { provider: step.by })}</p>}
        {step.reason !== undefined && <Reason reason={step.reason} />}
        <ReceiptLink proof={step.proof} label={say('chain.receiptOf', { step: name, address })} />
      </div>
    </li>
  );
}

const REASONS = [
  'full-mailbox',
  'unknown-address',
  'unknown-domain',
  'suspended',
  'too-large',
  'not-admitted',
  'ordinary-refused',
  'virus',
  'no-news',
  'no-delivery',
  'unreachable',
  'faulty-message',
  'fault-of-provider',
] as const;

/** Why, in plain words; the words of the receipt behind them. */
function Reason({ reason }: { readonly reason: { readonly class: string; readonly text: string } }) {
  const say = useTexts(webmailTexts);
  const known = REASONS.find((one) => one === reason.class);
  return (
    <div className="stop-reason">
      <p>{say(`chain.reasons.${known ?? 'other'}`)}</p>
      <details>
        <summary>{say('chain.technical')}</summary>
        <code className="break">{plain(reason.text)}</code>
      </details>
    </div>
  );
}

/** Reads out what became other while one looks on. */
function useNews(chain: Chain): void {
  const say = useTexts(webmailTexts);
  const before = useRef<Chain>(undefined);
  useEffect(() => {
    const same = before.current?.identificativo === chain.identificativo ? before.current : undefined;
    const news = newsBetween(same, chain);
    before.current = chain;
    if (news.length === 0) return;
    announce(
      news
        .slice(0, 3)
        .map(({ address, state }) => say('chain.news', { address, state: say(`chain.recipientState.${state}`) }))
        .join('. '),
    );
  }, [chain, say]);
}
