import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  api,
  asFault,
  Button,
  buttonClass,
  ErrorState,
  formatMinute,
  Header,
  PasswordField,
  Skeleton,
  SkipLink,
  spoken,
  useLanguage,
  usePageTitle,
  useTexts,
} from '#kit';
import { secureTexts } from './secure-texts.ts';

const SHORTEST = 12;

/** The link that an operator handed over opens here, once: its holder chooses the first password. */
export function FirstLogin() {
  const say = useTexts(secureTexts);
  const language = useLanguage();
  const [token] = useState(() => location.hash.slice(1));
  const provider = useQuery({ queryKey: ['provider'], queryFn: () => api('GET /public/provider'), retry: false });
  const whose = useQuery({
    queryKey: ['first-login'],
    queryFn: () => api('POST /session/first-login', {}, { body: { token } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  usePageTitle(say('first.title'));
  const isGone = whose.isError && ['not-found', 'unknown', 'invalid'].includes(asFault(whose.error).kind);
  return (
    <div className="sign-in">
      <SkipLink />
      <Header home="/accesso" isSandbox={provider.data?.isSandbox ?? false} />
      <main id="main" className="page page-narrow">
        <div className="card sign-in-card stack">
          <h1>{isGone ? say('first.gone') : say('first.title')}</h1>
          {whose.isPending && <Skeleton lines={4} />}
          {isGone && (
            <>
              <p>{say('first.goneText')}</p>
              <a className={buttonClass()} href="/accesso">
                {say('first.signIn')}
              </a>
            </>
          )}
          {whose.isError && !isGone && <ErrorState fault={whose.error} onRetry={() => void whose.refetch()} />}
          {whose.data !== undefined && (
            <>
              <p>{say('first.lead')}</p>
              <p>
                <strong className="break">{whose.data.login}</strong>
                <br />
                {whose.data.name}
              </p>
              <p className="quiet small">{say('first.until', { date: formatMinute(whose.data.until, language) })}</p>
              <Choose token={token} login={whose.data.login} />
            </>
          )}
        </div>
      </main>
    </div>
  );
}

function Choose({ token, login }: { readonly token: string; readonly login: string }) {
  const say = useTexts(secureTexts);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (password.length < SHORTEST) return setError(say('password.short'));
    setError(undefined);
    setBusy(true);
    try {
      const answer = await api('PUT /session/first-login', {}, { body: { token, password, language: spoken() } });
      // The whole page is loaded again: nothing of the link stays in it.
      location.replace(answer.state === 'in' ? '/' : '/accesso');
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.of('password') ?? fault.detail);
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <PasswordField
        label={say('password.next')}
        hint={say('password.hint')}
        error={error}
        autoComplete="new-password"
        required
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button look="primary" type="submit" isWide isBusy={isBusy}>
        {say('first.do')}
      </Button>
    </form>
  );
}
