import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  api,
  asFault,
  Button,
  enter,
  faultWords,
  Header,
  IdentityTold,
  kitTexts,
  LeftTold,
  Notice,
  PasswordField,
  SkipLink,
  safeReturn,
  speak,
  spoken,
  TextField,
  usePageTitle,
  useTexts,
} from '#kit';
import { IdentityChoice } from './sign-in-choice.tsx';
import { SignInHelp } from './sign-in-help.tsx';
import { OtherWays, PasskeyFactor } from './sign-in-more.tsx';
import { webmailTexts } from './webmail-texts.ts';
import { forgetAllUnsaved, hasUnsaved } from './write-unsaved.ts';

type Step =
  | { readonly at: 'password' }
  | {
      readonly at: 'code';
      readonly challenge: string;
      readonly kind: 'totp' | 'recovery-code';
      readonly methods: readonly string[];
      /** Options of a passkey, where there is one. */
      readonly passkey: unknown;
    };

/** Comes in by name and password, then by the code of an authenticator. */
export function SignIn() {
  const say = useTexts(webmailTexts);
  const { finita, identita } = useSearch({ from: '/accesso' });
  const entered = useEntered();
  const { data: provider } = useQuery({
    queryKey: ['provider'],
    queryFn: () => api('GET /public/provider'),
    retry: false,
  });
  const [step, setStep] = useState<Step>({ at: 'password' });
  usePageTitle(say('signIn.title'));
  return (
    <div className="sign-in">
      <SkipLink />
      <Header home="/accesso" isSandbox={provider?.isSandbox ?? false} />
      <main id="main" className="page page-narrow">
        <div className="card sign-in-card">
          <h1>{say('signIn.title')}</h1>
          {provider !== undefined && <p className="quiet">{provider.name}</p>}
          {finita !== undefined && step.at === 'password' && (
            <Notice tone="plain">
              {say('signIn.ended')} {hasUnsaved() && say('signIn.unsaved')}
            </Notice>
          )}
          {identita === undefined && step.at === 'password' && (
            <>
              <LeftTold />
              <IdentityTold />
            </>
          )}
          {identita !== undefined ? (
            <IdentityChoice onIn={entered} />
          ) : step.at === 'password' ? (
            <PasswordStep onNext={setStep} />
          ) : (
            <CodeStep step={step} onNext={setStep} />
          )}
        </div>
        <SignInHelp isCode={step.at === 'code'} />
        <p className="sign-in-more">
          <a href="/verifica">{say('signIn.verify')}</a>
        </p>
      </main>
    </div>
  );
}

function useEntered() {
  const navigate = useNavigate();
  const { per } = useSearch({ from: '/accesso' });
  return async (me: Parameters<typeof enter>[0]) => {
    enter(me);
    forgetAllUnsaved(me.boxes.map(({ id }) => id));
    if (me.language !== spoken()) await speak(me.language);
    // Who works here and has no mailbox of his own has his desk in the administration.
    const home = me.boxes.length === 0 && me.roles.length > 0 ? '/admin/' : '/';
    const to = me.mustEnrol === undefined ? safeReturn(per === '/' ? undefined : per, home) : '/sicurezza';
    if (to.startsWith('/admin')) location.assign(to);
    else await navigate({ to: to as string, replace: true });
  };
}

function PasswordStep({ onNext }: { readonly onNext: (step: Step) => void }) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const entered = useEntered();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [needsLogin, needsPassword] = [isTried && login.trim() === '', isTried && password === ''];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setError(undefined);
    const form = event.currentTarget as HTMLFormElement;
    const missing = login.trim() === '' ? 'username' : password === '' ? 'current-password' : undefined;
    if (missing !== undefined) return form.querySelector<HTMLElement>(`[autocomplete=${missing}]`)?.focus();
    setBusy(true);
    try {
      const answer = await api('POST /session', {}, { body: { login: login.trim(), password, language: spoken() } });
      if (answer.state === 'in') await entered(answer.me);
      else {
        const { challenge, methods, passkey } = answer;
        onNext({ at: 'code', challenge, methods, passkey, kind: methods.includes('totp') ? 'totp' : 'recovery-code' });
      }
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.kind === 'unknown' && fault.detail === '' ? say('signIn.wrong') : faultWords(fault, sayKit));
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      <TextField
        label={say('signIn.login')}
        error={needsLogin ? say('signIn.needLogin') : undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
        value={login}
        onChange={(event) => setLogin(event.target.value)}
      />
      <PasswordField
        label={say('signIn.password')}
        error={needsPassword ? say('signIn.needPassword') : undefined}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button look="primary" type="submit" isWide isBusy={isBusy}>
        {say('signIn.submit')}
      </Button>
      <OtherWays onIn={entered} />
    </form>
  );
}

function CodeStep({
  step,
  onNext,
}: {
  readonly step: Extract<Step, { at: 'code' }>;
  readonly onNext: (step: Step) => void;
}) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const entered = useEntered();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const isApp = step.kind === 'totp';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const body = { challenge: step.challenge, factor: { kind: step.kind, code: code.replaceAll(/\s/g, '') } };
      const answer = await api('POST /session/second-factor', {}, { body });
      if (answer.state === 'in') return await entered(answer.me);
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.kind === 'invalid' ? say('signIn.wrongCode') : faultWords(fault, sayKit));
    }
    setBusy(false);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {step.methods.includes('passkey') && (
        <PasskeyFactor challenge={step.challenge} options={step.passkey} onIn={entered} />
      )}
      <TextField
        key={step.kind}
        label={isApp ? say('signIn.code') : say('signIn.recoveryCode')}
        hint={isApp ? say('signIn.codeWhy') : undefined}
        error={error}
        inputMode={isApp ? 'numeric' : 'text'}
        autoComplete="one-time-code"
        required
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button look="primary" type="submit" isWide isBusy={isBusy}>
        {say('signIn.confirm')}
      </Button>
      <div className="row">
        {step.methods.includes(isApp ? 'recovery-code' : 'totp') && (
          <Button
            look="quiet"
            size="sm"
            onClick={() => {
              setCode('');
              setError(undefined);
              onNext({ ...step, kind: isApp ? 'recovery-code' : 'totp' });
            }}
          >
            {isApp ? say('signIn.recovery') : say('signIn.useApp')}
          </Button>
        )}
        <Button look="quiet" size="sm" onClick={() => onNext({ at: 'password' })}>
          {say('signIn.other')}
        </Button>
      </div>
    </form>
  );
}
