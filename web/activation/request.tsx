import { useEffect, useRef, useState } from 'react';
import type { Activation } from '#contract';
import { api, ask, Button, ErrorLine, useTexts } from '#kit';
import { AddressStep } from './address-step.tsx';
import type { Offer } from './app.tsx';
import { forgetKey, type Going, keyHeader, linkOf } from './going.ts';
import { IdentityStep } from './identity-step.tsx';
import { PasswordStep } from './password-step.tsx';
import { StepList } from './step-list.tsx';
import { doneSteps, nextStep } from './steps.ts';
import { TermsStep } from './terms-step.tsx';
import { useStep } from './use-step.ts';
import { words } from './words.ts';

export interface StepProps {
  readonly request: Activation;
  readonly going: Going;
  readonly offer: Offer;
  /** Something changed: the request as it stands now. */
  onChange(request: Activation): void;
  /** To the next step. */
  onNext(): void;
}

/** A request under way: one step at a time, in any order that its holder likes. */
export function Request({ request, going, offer, onChange }: Omit<StepProps, 'onNext'>) {
  const say = useTexts(words);
  const done = doneSteps(request, offer.terms.version);
  const [step, go] = useStep(() => nextStep(done));
  const [fault, setFault] = useState<unknown>();
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins at its heading
  useEffect(() => heading.current?.focus(), [step]);
  const props: StepProps = {
    request,
    going,
    offer,
    onChange(next) {
      onChange({ ...next, ...(request.key !== undefined && { key: request.key }) });
      if (next.state !== 'active') go(nextStep(doneSteps(next, offer.terms.version), step));
    },
    onNext: () => go(nextStep(done, step)),
  };
  const withdraw = async () => {
    if (
      !(await ask({
        title: say('withdraw.title'),
        text: say('withdraw.text'),
        action: say('withdraw.do'),
        isDanger: true,
      }))
    )
      return;
    try {
      await api('DELETE /activation/{activation}', { activation: going.id }, { headers: keyHeader(going) });
      forgetKey(going.id);
      onChange({ ...request, state: 'withdrawn' });
    } catch (thrown) {
      setFault(thrown);
    }
  };
  return (
    <>
      <h1>{say('title')}</h1>
      <StepList done={done} current={step} onGo={go} />
      <section className="card step-card" aria-labelledby="step">
        <h2 id="step" ref={heading} tabIndex={-1}>
          {say(`steps.${step}`)}
        </h2>
        {step === 'identity' && <IdentityStep {...props} />}
        {step === 'terms' && <TermsStep {...props} />}
        {step === 'address' && <AddressStep key={request.id} {...props} />}
        {step === 'password' && <PasswordStep {...props} done={done} onGo={go} />}
      </section>
      <details className="later">
        <summary>{say('later.title')}</summary>
        <p>{say('later.text', { address: request.applicant.contactAddress })}</p>
        <p className="break">
          <a href={linkOf(going, '')}>{linkOf(going, location.origin)}</a>
        </p>
        <Button size="sm" onClick={() => void withdraw()}>
          {say('withdraw.do')}
        </Button>
        <ErrorLine fault={fault} />
      </details>
    </>
  );
}
