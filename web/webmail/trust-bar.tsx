import type { MessageView, Trust } from '#contract';
import { formatDay, formatInstant, Icon, plain, useLanguage, useTexts } from '#kit';
import { useMessagePlace } from './message-place.ts';
import { partUrl } from './part-url.ts';
import { trustLook } from './trust-words.ts';
import { webmailTexts } from './webmail-texts.ts';

const KNOWN_CHECKS = [
  'signature',
  'unaltered',
  'issuer',
  'certificate',
  'revocation',
  'binding',
  'certification-data',
] as const;

interface Props {
  readonly trust: Trust;
  readonly certification: MessageView['certification'];
  readonly from: { readonly address: string } | undefined;
  readonly kind?: MessageView['row']['kind'];
}

/** What a message is worth, in one sentence; behind it what was checked, by which certificate. */
export function TrustBar({ trust, certification, from, kind }: Props) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { level, tone, icon } = trustLook(trust, kind);
  const provider = plain(trust.provider ?? certification?.provider ?? say('trust.someProvider'));
  const at = trust.certifiedAt ?? certification?.at;
  const values = { provider, from: from?.address ?? '', at: at === undefined ? '' : formatInstant(at, language) };
  return (
    <section className={`statement statement-${tone} trust trust-${tone}`} aria-label={say('trust.label')}>
      <Icon name={icon} size="lg" />
      <div className="trust-words">
        <h2 className="statement-title trust-title">{say(`trust.${level}`)}</h2>
        {(at !== undefined || level !== 'sent') && <p>{say(`trust.${level}Text`, values)}</p>}
        {level === 'not-certified' && <p className="trust-proves">{say('trust.not-certifiedCalm')}</p>}
        {at !== undefined || level === 'none' || level === 'unverified' ? (
          <p className="trust-proves">{say(`trust.${level}Proves`, values)}</p>
        ) : null}
        {trust.reason !== undefined && <p className="trust-proves">{say('trust.reason', { reason: trust.reason })}</p>}
        <TrustDetails trust={trust} certification={certification} />
      </div>
    </section>
  );
}

function TrustDetails({ trust, certification }: Pick<Props, 'trust' | 'certification'>) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { checks, signer } = trust;
  if (checks.length === 0 && signer === undefined && certification === undefined) return null;
  return (
    <details className="trust-details">
      <summary>{say('trust.details')}</summary>
      <ul className="plain check-list">
        {checks.map(({ code, ok, detail }) => (
          <li key={code + (detail ?? '')} className={ok ? 'check-ok' : 'check-bad'}>
            <Icon
              name={ok ? 'check-circle' : 'close-circle'}
              size="sm"
              label={ok ? say('trust.ok') : say('trust.notOk')}
            />
            <span>
              {say(`checks.${KNOWN_CHECKS.find((one) => one === code) ?? 'other'}`)}
              {detail !== undefined && (
                <small className="quiet"> ({detail === 'not-judged' ? say('checks.notJudged') : plain(detail)})</small>
              )}
            </span>
          </li>
        ))}
      </ul>
      <dl className="facts">
        {certification !== undefined && (
          <Fact name={say('trust.identificativo')} value={certification.identificativo} />
        )}
        {signer !== undefined && (
          <>
            <Fact name={say('trust.subject')} value={signer.subject} />
            <Fact name={say('trust.issuer')} value={signer.issuer} />
            <Fact name={say('trust.serial')} value={signer.serial} />
            <Fact
              name={say('trust.valid')}
              value={say('trust.validText', {
                from: formatDay(signer.from, language),
                to: formatDay(signer.to, language),
              })}
            />
          </>
        )}
      </dl>
      {certification?.part !== undefined && <DaticertLink part={certification.part} />}
    </details>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break">{plain(value)}</dd>
    </div>
  );
}

function DaticertLink({ part }: { readonly part: string }) {
  const say = useTexts(webmailTexts);
  const place = useMessagePlace();
  return (
    <a href={partUrl(place, part, true)} download="daticert.xml">
      {say('files.download', { name: 'daticert.xml' })}
    </a>
  );
}
