import { type FormEvent, useState } from 'react';
import type { Activation } from '#contract';
import { api, Button, ErrorLine, focusFirstFault, Notice, PasswordField, useTexts } from '#kit';
import { keyHeader } from './going.ts';
import { isEnough, judgePassword, type Strength } from './password.ts';
import type { StepProps } from './request.tsx';
import { missingSteps, type Step } from './steps.ts';
import { words } from './words.ts';

interface Props extends StepProps {
  readonly done: ReadonlySet<Step>;
  onGo(step: Step): void;
}

const MARKS = { short: 1, personal: 1, simple: 2, good: 3, strong: 4 } as const;

/** The last step: a password of one's own, judged in words as it is typed; then the mailbox is there. */
export function PasswordStep({ request, going, done, onChange, onGo }: Props) {
  const say = useTexts(words);
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const missing = missingSteps(done);
  const { givenName = '', familyName = '', organisationName = '', taxCode } = request.applicant;
  const strength = judgePassword(password, [givenName, familyName, organisationName, taxCode, request.address ?? '']);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (!isEnough(strength)) return focusFirstFault(event.currentTarget);
    setFault(undefined);
    setBusy(true);
    try {
      const more = { body: { password }, headers: keyHeader(going) };
      onChange((await api('POST /activation/{activation}/finish', { activation: going.id }, more)) as Activation);
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  if (missing.length > 0) return <MissingSteps missing={missing} onGo={onGo} />;
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <p>{say('password.lead', { address: request.address })}</p>
      <input
        className="visually-hidden"
        type="email"
        name="username"
        autoComplete="username"
        value={request.address ?? ''}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <PasswordField
        label={say('password.label')}
        hint={say('password.hint')}
        value={password}
        autoComplete="new-password"
        maxLength={512}
        required
        error={isTried && !isEnough(strength) ? say(`password.strength.${strength}`) : undefined}
        onChange={(event) => setPassword(event.target.value)}
      />
      <StrengthWords password={password} strength={strength} />
      <ErrorLine fault={fault} />
      <div className="form-actions">
        <Button type="submit" look="primary" isBusy={isBusy}>
          {say('password.finish')}
        </Button>
      </div>
    </form>
  );
}

function MissingSteps({ missing, onGo }: { missing: readonly Step[]; onGo: (step: Step) => void }) {
  const say = useTexts(words);
  return (
    <Notice tone="wait" title={say('password.missing')}>
      <ul className="missing">
        {missing.map((step) => (
          <li key={step}>
            <button type="button" className="as-link" onClick={() => onGo(step)}>
              {say(`steps.${step}`)}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function StrengthWords({ password, strength }: { password: string; strength: Strength }) {
  const say = useTexts(words);
  return (
    <div className="strength">
      <span className={`strength-bar${password === '' ? '' : ` strength-${MARKS[strength]}`}`} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </span>
      <p role="status">{password === '' ? '' : say(`password.strength.${strength}`)}</p>
    </div>
  );
}
