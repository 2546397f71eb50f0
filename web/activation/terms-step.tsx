import { type FormEvent, useState } from 'react';
import type { Activation } from '#contract';
import { api, Button, Checkbox, ErrorLine, focusFirstFault, Notice, useTexts } from '#kit';
import { keyHeader } from './going.ts';
import type { StepProps } from './request.tsx';
import { words } from './words.ts';

/** The terms in force, read here and accepted. */
export function TermsStep({ request, going, offer, onChange, onNext }: StepProps) {
  const say = useTexts(words);
  const [isAgreed, agree] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { version, text } = offer.terms;
  const isDone = request.termsVersion === version;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isDone) return onNext();
    setMissing(!isAgreed);
    if (!isAgreed) return focusFirstFault(event.currentTarget);
    setFault(undefined);
    setBusy(true);
    try {
      const more = { body: { version, accepted: true as const }, headers: keyHeader(going) };
      onChange((await api('POST /activation/{activation}/terms', { activation: going.id }, more)) as Activation);
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <p className="quiet">{say('terms.version', { version })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="terms" tabIndex={0} aria-label={say('terms.text')}>
        {text.split(/\n{2,}/).map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </section>
      {isDone ? (
        <Notice tone="good">{say('terms.done')}</Notice>
      ) : (
        <Checkbox
          label={say('terms.agree')}
          checked={isAgreed}
          required
          error={isMissing && !isAgreed ? say('terms.missing') : undefined}
          onChange={(event) => agree(event.target.checked)}
        />
      )}
      <ErrorLine fault={fault} />
      <div className="form-actions">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {say('goOn')}
        </Button>
      </div>
    </form>
  );
}
