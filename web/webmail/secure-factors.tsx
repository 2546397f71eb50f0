import { useState } from 'react';
import {
  api,
  asFault,
  ask,
  Badge,
  Button,
  Dialog,
  ErrorLine,
  formatDay,
  kitTexts,
  knowsPasskeys,
  makePasskey,
  Notice,
  plain,
  TextField,
  useLanguage,
  useTexts,
} from '#kit';
import { CodesDialog } from './secure-codes.tsx';
import { EnrolDialog } from './secure-enrol.tsx';
import { secureTexts } from './secure-texts.ts';
import type { Again, Security } from './secure-types.ts';
import { useDoing } from './use-doing.ts';

/** Authenticator, passkeys, recovery codes. */
export function FactorsCard({ security, onDone }: { readonly security: Security; readonly onDone: Again }) {
  const say = useTexts(secureTexts);
  const language = useLanguage();
  const [opened, open] = useState<'totp' | 'passkey'>();
  const [codes, setCodes] = useState<readonly string[]>();
  const doing = useDoing();
  const { totp, passkeys, recoveryCodesLeft, mustHaveSecondFactor } = security;
  const isOn = totp !== undefined || passkeys.length > 0;
  const done = async (made?: readonly string[]) => {
    open(undefined);
    setCodes(made);
    await onDone();
  };
  const remove = async (act: () => Promise<unknown>) => {
    const question = { title: say('factors.removeTitle'), text: say('factors.removeText') };
    if (await ask({ ...question, action: say('factors.remove'), isDanger: true }))
      await doing.go(async () => {
        await act();
        await onDone();
      });
  };
  const renew = async () => {
    const question = {
      title: say('factors.codesTitle'),
      text: say('factors.codesText'),
      action: say('factors.codesNew'),
    };
    if (recoveryCodesLeft > 0 && !(await ask(question))) return;
    await doing.go(async () => done((await api('POST /security/recovery-codes')).recoveryCodes));
  };
  return (
    <section className="card stack" aria-labelledby="factors">
      <div className="row">
        <h2 id="factors">{say('factors.title')}</h2>
        <Badge tone={isOn ? 'good' : 'wait'} icon={isOn ? 'check-circle' : 'warning-circle'}>
          {isOn ? say('factors.on') : say('factors.off')}
        </Badge>
        {mustHaveSecondFactor && <Badge>{say('factors.required')}</Badge>}
      </div>
      <p className="quiet">{say('factors.why')}</p>
      <ErrorLine fault={doing.fault} />
      <div className="lines">
        <div className="line">
          <div>
            <h3>{say('factors.totp')}</h3>
            <p className="quiet">
              {totp === undefined
                ? say('factors.totpOff')
                : say('factors.totpSince', { date: formatDay(totp.since, language) })}
            </p>
          </div>
          <div className="row">
            <Button size="sm" onClick={() => open('totp')}>
              {totp === undefined ? say('factors.totpAdd') : say('factors.totpReplace')}
            </Button>
            {totp !== undefined && (
              <Button size="sm" look="quiet" onClick={() => void remove(() => api('DELETE /security/totp'))}>
                {say('factors.remove')}
              </Button>
            )}
          </div>
        </div>
        <div className="line">
          <div>
            <h3>{say('factors.passkeys')}</h3>
            {passkeys.length === 0 && <p className="quiet">{say('factors.passkeysOff')}</p>}
          </div>
          {knowsPasskeys() ? (
            <Button size="sm" onClick={() => open('passkey')}>
              {say('factors.passkeyAdd')}
            </Button>
          ) : (
            <p className="small quiet">
              {say('factors.passkeyNone')}
              {location.hostname === '127.0.0.1' && (
                <>
                  {' '}
                  <a href={location.href.replace('//127.0.0.1', '//localhost')}>{say('factors.passkeyLocal')}</a>
                </>
              )}
            </p>
          )}
        </div>
        {passkeys.map(({ id, name, since, lastUsed }) => (
          <div key={id} className="line line-inner">
            <div>
              <strong className="break">{plain(name)}</strong>
              <p className="quiet small">
                {say('factors.passkeySince', { date: formatDay(since, language) })}
                {lastUsed !== undefined && `, ${say('factors.passkeyUsed', { date: formatDay(lastUsed, language) })}`}
              </p>
            </div>
            <Button
              size="sm"
              look="quiet"
              onClick={() => void remove(() => api('DELETE /security/passkeys/{passkey}', { passkey: id }))}
            >
              {say('factors.remove')}
            </Button>
          </div>
        ))}
        {isOn && (
          <div className="line">
            <div>
              <h3>{say('factors.codes')}</h3>
              <p className="quiet">
                {recoveryCodesLeft === 0
                  ? say('factors.codesNone')
                  : say('factors.codesLeft', { count: recoveryCodesLeft })}
              </p>
            </div>
            <Button size="sm" isBusy={doing.isBusy} onClick={() => void renew()}>
              {say('factors.codesNew')}
            </Button>
          </div>
        )}
      </div>
      {opened === 'totp' && <EnrolDialog onClose={() => open(undefined)} onDone={done} />}
      {opened === 'passkey' && <PasskeyDialog onClose={() => open(undefined)} onDone={done} />}
      {codes !== undefined && <CodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </section>
  );
}

function PasskeyDialog({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: (codes?: readonly string[]) => Promise<void>;
}) {
  const say = useTexts(secureTexts);
  const sayKit = useTexts(kitTexts);
  const [name, setName] = useState(say('factors.passkeyDefault'));
  const doing = useDoing();
  const make = () =>
    doing.go(async () => {
      const { options, challenge } = await api('POST /security/passkeys');
      const credential = await makePasskey(options);
      if (credential === undefined) return;
      const body = { challenge, name: name.trim() || say('factors.passkeyDefault'), credential };
      await onDone((await api('PUT /security/passkeys', {}, { body })).recoveryCodes);
    });
  return (
    <Dialog title={say('factors.passkeyAdd')} size="sm" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <p>{say('enter.passkeyWhy')}</p>
        <TextField
          label={say('factors.passkeyName')}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {doing.fault !== undefined && asFault(doing.fault).kind === 'network' ? (
          <Notice tone="bad">{say('enter.passkeyFailed')}</Notice>
        ) : (
          <ErrorLine fault={doing.fault} />
        )}
        <div className="form-actions">
          <Button onClick={onClose}>{sayKit('actions.cancel')}</Button>
          <Button look="primary" type="submit" icon="key" isBusy={doing.isBusy}>
            {say('factors.passkeyAdd')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
