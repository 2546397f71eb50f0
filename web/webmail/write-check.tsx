import type { Letter, Preflight } from '#contract';
import { Badge, formatBytes, formatDay, Icon, Notice, plain, useLanguage, useTexts } from '#kit';
import { isStorable } from './write-addresses.ts';
import type { Problem } from './write-problems.ts';
import { writeTexts } from './write-texts.ts';

/** What is wrong with a field, or worth a look, below it. */
export function Problems({ id, problems }: { readonly id: string; readonly problems: readonly Problem[] }) {
  return (
    <div id={id} className="problems" role="status">
      {problems.map(({ code, address = '', detail, isFault }) => (
        <p key={`${code} ${address}`} className={isFault ? 'field-error' : 'problem'}>
          <Icon name="warning-circle" size="xs" /> <span>{detail}</span>
        </p>
      ))}
    </div>
  );
}

const MOST_SHOWN = 12;

interface Props {
  readonly letter: Letter;
  readonly found: Preflight | undefined;
  readonly problems: readonly Problem[];
  readonly isChecking: boolean;
  readonly isFailed: boolean;
}

/** What was found before somebody was added says nothing of him. */
function isAbout({ recipients }: Preflight, { to, cc }: Letter): boolean {
  const known = new Set(recipients.map(({ address }) => address.toLowerCase()));
  return [...to, ...cc].filter(isStorable).every((address) => known.has(address.trim().toLowerCase()));
}

/** What will happen if it is sent: for each recipient what he is and what comes back, and whether there is room. */
export function CheckPanel({ letter, found: last, problems, isChecking, isFailed }: Props) {
  const found = last !== undefined && isAbout(last, letter) ? last : undefined;
  const say = useTexts(writeTexts);
  const isEmpty = letter.to.length + letter.cc.length === 0;
  const wrong = problems.filter(({ isFault }) => isFault).length;
  const mind = problems.length - wrong;
  return (
    <section className="check-panel" aria-labelledby="check-title">
      <h2 id="check-title">{say('check.title')}</h2>
      <p className="visually-hidden" role="status">
        {!isEmpty && !isChecking && found !== undefined
          ? wrong > 0
            ? say('check.wrong', { count: wrong })
            : mind > 0
              ? say('check.mind', { count: mind })
              : say('check.ok')
          : ''}
      </p>
      {isEmpty && <p className="quiet">{say('check.empty')}</p>}
      {!isEmpty && isFailed && <Notice tone="wait">{say('check.failed')}</Notice>}
      {!isEmpty && found === undefined && !isFailed && <p className="quiet">{say('check.checking')}</p>}
      {!isEmpty && found !== undefined && (
        <>
          <p className="check-summary">
            {wrong > 0 ? (
              <Badge tone="bad" icon="warning-circle">
                {say('check.wrong', { count: wrong })}
              </Badge>
            ) : (
              <Badge tone="good" icon="check-circle">
                {say('check.ok')}
              </Badge>
            )}
            {mind > 0 && (
              <Badge tone="wait" icon="info-circle">
                {say('check.mind', { count: mind })}
              </Badge>
            )}
          </p>
          <LetterProblems problems={problems.filter(({ place }) => place === 'letter')} />
          <h3 className="visually-hidden">{say('check.recipients')}</h3>
          <ul className="plain check-list">
            {found.recipients.slice(0, MOST_SHOWN).map((one) => (
              <Recipient key={one.address} one={one} />
            ))}
          </ul>
          {found.recipients.length > MOST_SHOWN && (
            <p className="quiet">{say('check.more', { count: found.recipients.length - MOST_SHOWN })}</p>
          )}
          <Costs found={found} />
        </>
      )}
    </section>
  );
}

function LetterProblems({ problems }: { readonly problems: readonly Problem[] }) {
  return problems.map(({ code, detail, isFault }) => (
    <Notice key={code} tone={isFault ? 'bad' : 'wait'}>
      {detail}
    </Notice>
  ));
}

const TONES = { certified: 'good', ordinary: 'wait', unknown: 'plain' } as const;
const ICONS = { certified: 'seal', ordinary: 'mail', unknown: 'help-circle' } as const;

function Recipient({ one }: { readonly one: Preflight['recipients'][number] }) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const { kind, lately } = one;
  const receipts = one.receipts.flatMap((what) => (what === 'none' ? [] : [say(`check.${what}`)]));
  const date = lately === undefined ? '' : formatDay(lately.at, language);
  return (
    <li className="check-recipient">
      <p className="check-address">
        <strong className="break">{plain(one.known ?? one.address)}</strong>
        {one.isCopy && <small className="quiet"> {say('check.copy')}</small>}
      </p>
      {one.known !== undefined && <p className="quiet small break">{plain(one.address)}</p>}
      <Badge tone={TONES[kind]} icon={ICONS[kind]}>
        {say(`check.${kind}`)}
      </Badge>
      {one.provider !== undefined && <p className="small">{say('check.provider', { name: one.provider })}</p>}
      <p className="small">
        {receipts.length > 0 ? say('check.back', { what: receipts.join(', ') }) : say('check.none')}
      </p>
      {lately !== undefined && (
        <p className={`small${lately.state === 'delivered' ? ' quiet' : ' check-bad'}`}>
          {lately.state === 'delivered'
            ? say('check.delivered', { date })
            : lately.state === 'failed'
              ? say('check.notDelivered', { date })
              : say('check.expired', { date })}
        </p>
      )}
    </li>
  );
}

function Costs({ found }: { readonly found: Preflight }) {
  const say = useTexts(writeTexts);
  const language = useLanguage();
  const bytes = (size: number) => formatBytes(size, language);
  const { size, product, limits, receiptsBytes, freeBytes, recipients } = found;
  return (
    <div className="check-costs small quiet">
      <p>{say('check.size', { size: bytes(size), limit: bytes(limits.maxBytes) })}</p>
      {limits.maxProduct !== undefined && recipients.length > 1 && (
        <p>
          {say('check.sizeEach', {
            count: recipients.length,
            product: bytes(product),
            limit: bytes(limits.maxProduct),
          })}
        </p>
      )}
      <p>{say('check.room', { bytes: bytes(receiptsBytes), free: bytes(freeBytes) })}</p>
    </div>
  );
}
