import { useEffect, useState } from 'react';
import type { Activation } from '#contract';
import {
  type AnswerOf,
  api,
  Button,
  buttonClass,
  formatCode,
  formatMinute,
  IdentityTold,
  Notice,
  urlOf,
  useLanguage,
  useTexts,
} from '#kit';
import { keyHeader } from './going.ts';
import type { StepProps } from './request.tsx';
import { words } from './words.ts';

const LOOK_MS = 20_000;

/** Who one is: by a digital identity now, or at the desk with a document. While one waits, the rest can be done. */
export function IdentityStep({ request, going, onChange, onNext }: StepProps) {
  const say = useTexts(words);
  const language = useLanguage();
  const [providers, setProviders] = useState<AnswerOf<'GET /session/identity-providers'>>([]);
  useEffect(() => {
    api('GET /session/identity-providers').then(setProviders, () => {});
  }, []);
  const isDone = request.evidence.length > 0;
  const { kind } = request.applicant;
  // Whether somebody may act for a firm or a body is judged at the desk: the server takes no digital identity for them.
  const isDeskOnly = kind === 'firm' || kind === 'public-body';
  useEffect(() => {
    if (isDone) return;
    const timer = setInterval(() => {
      api('GET /activation/{activation}', { activation: going.id }, { headers: keyHeader(going) }).then(
        (now) => now.evidence.length > 0 && onChange(now as Activation),
        () => {},
      );
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [isDone, going, onChange]);
  if (isDone)
    return (
      <div className="stack">
        {request.evidence.map(({ how, at }) => (
          <Notice key={at} tone="good">
            {say(`identity.${how}`, { when: formatMinute(at, language) })}
          </Notice>
        ))}
        <div className="form-actions">
          <Button look="primary" onClick={onNext}>
            {say('goOn')}
          </Button>
        </div>
      </div>
    );
  return (
    <div className="stack">
      <IdentityTold />
      <p>{say(isDeskOnly ? 'identity.whyDesk' : 'identity.why')}</p>
      {providers.length > 0 && !isDeskOnly && (
        <div className="stack way">
          <h3>{say('identity.digital')}</h3>
          <p>{say('identity.digitalText')}</p>
          <ul className="providers">
            {providers.map(({ id, name }) => (
              <li key={id}>
                <a
                  className={buttonClass({ look: 'primary', isWide: true })}
                  href={urlOf(
                    'GET /session/identity/{provider}',
                    { provider: id },
                    { purpose: 'activation', request: going.id },
                  )}
                >
                  {say('identity.enterWith', { name })}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="stack way">
        <h3>{say('identity.desk')}</h3>
        <p>{say('identity.deskText')}</p>
        <p className="desk-code">
          <span>{say('identity.code')}</span>
          <strong>{formatCode(request.id)}</strong>
        </p>
        <p>{say('identity.bring')}</p>
        <ul>
          <li>{say('identity.document')}</li>
          <li>{say('identity.taxCard')}</li>
          {kind === 'foreign-resident' && <li>{say('identity.permit')}</li>}
          {kind !== 'person' && kind !== 'foreign-resident' && <li>{say('identity.powers')}</li>}
        </ul>
        <p>{say('identity.meanwhile')}</p>
      </div>
      <div className="form-actions">
        <Button look={providers.length > 0 && !isDeskOnly ? 'outline' : 'primary'} onClick={onNext}>
          {say('identity.goOnMeanwhile')}
        </Button>
      </div>
    </div>
  );
}
