import { type FormEvent, useEffect, useState, useSyncExternalStore } from 'react';
import { api } from './api.ts';
import { asFault } from './api-fault.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { PasswordField, TextField } from './field.tsx';
import { kitTexts } from './kit-texts.ts';
import { LiveStore } from './live-store.ts';
import { askPasskey, knowsPasskeys } from './passkey.ts';
import { faultWords, Notice, Skeleton } from './states.tsx';
import { useTexts } from './texts.ts';

const waiting = new LiveStore<((done: boolean) => void) | undefined>(undefined);

/** The hook of the client: asks who is there to prove it again. */
export function confirmIdentity(): Promise<boolean> {
  waiting.get()?.(false);
  return new Promise((resolve) => {
    waiting.set((done) => {
      waiting.set(undefined);
      resolve(done);
    });
  });
}

/** Where the proof is asked for, once a page. */
export function StepUpPlace() {
  const answer = useSyncExternalStore(waiting.subscribe, waiting.get);
  return answer === undefined ? null : <StepUp answer={answer} />;
}

interface Ways {
  readonly totp: boolean;
  readonly passkey: boolean;
  readonly password: boolean;
}
const ALL: Ways = { totp: true, passkey: true, password: true };

/** With what this person can prove it: a second factor where there is one, and then nothing less. Undefined: not known yet. */
function useWays(): Ways | undefined {
  const [ways, setWays] = useState<Ways>();
  useEffect(() => {
    api('GET /security').then(
      ({ totp, passkeys }) => {
        const has = { totp: totp !== undefined, passkey: passkeys.length > 0 };
        setWays({ ...has, password: !has.totp && !has.passkey });
      },
      () => setWays(ALL),
    );
  }, []);
  return ways;
}

function StepUp({ answer }: { readonly answer: (done: boolean) => void }) {
  const say = useTexts(kitTexts);
  const ways = useWays();
  const [chosen, choose] = useState<'totp' | 'password'>();
  const kind = chosen ?? (ways?.totp === false ? 'password' : 'totp');
  const isPasskeyAlone = ways !== undefined && !ways.totp && !ways.password;
  const [word, setWord] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const body = kind === 'totp' ? { kind, code: word.trim() } : { kind, password: word };
      await api('POST /session/confirm', {}, { body });
      answer(true);
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.kind === 'unknown' || fault.kind === 'invalid' ? say('stepUp.wrong') : faultWords(fault, say));
      setBusy(false);
    }
  };
  const byPasskey = async () => {
    setError(undefined);
    try {
      const { passkey } = await api('POST /session/confirm/passkey', {});
      const credential = await askPasskey(passkey);
      if (credential === undefined) return;
      await api('POST /session/confirm', {}, { body: { kind: 'passkey', credential } });
      answer(true);
    } catch (thrown) {
      const fault = asFault(thrown);
      setError(fault.kind === 'network' ? say('stepUp.noPasskey') : faultWords(fault, say));
    }
  };
  const shared = {
    value: word,
    error,
    required: true,
    autoFocus: true,
    onChange: (e: { target: HTMLInputElement }) => setWord(e.target.value),
  };
  return (
    <Dialog title={say('stepUp.title')} size="sm" onClose={() => answer(false)}>
      <form className="stack" onSubmit={prove}>
        <p>{say('stepUp.why')}</p>
        {ways === undefined ? (
          <Skeleton />
        ) : isPasskeyAlone ? null : kind === 'totp' ? (
          <TextField
            {...shared}
            label={say('stepUp.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="\d{6}"
            maxLength={6}
          />
        ) : (
          <PasswordField {...shared} label={say('stepUp.password')} autoComplete="current-password" />
        )}
        {error !== undefined && isPasskeyAlone && <Notice tone="bad">{error}</Notice>}
        {isPasskeyAlone && !knowsPasskeys() && <Notice tone="bad">{say('stepUp.noPasskey')}</Notice>}
        {ways?.passkey === true && knowsPasskeys() && (
          <Button icon="key" onClick={() => void byPasskey()}>
            {say('stepUp.usePasskey')}
          </Button>
        )}
        <div className="form-actions">
          {ways?.totp === true && ways.password && (
            <Button
              look="quiet"
              onClick={() => {
                choose(kind === 'totp' ? 'password' : 'totp');
                setWord('');
                setError(undefined);
              }}
            >
              {kind === 'totp' ? say('stepUp.usePassword') : say('stepUp.useCode')}
            </Button>
          )}
          <Button onClick={() => answer(false)}>{say('actions.cancel')}</Button>
          {(ways?.totp === true || ways?.password === true) && (
            <Button look="primary" type="submit" isBusy={isBusy}>
              {say('actions.confirm')}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
