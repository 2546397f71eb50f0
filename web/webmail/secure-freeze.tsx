import { useState } from 'react';
import {
  api,
  Button,
  Dialog,
  ErrorLine,
  formatMinute,
  kitTexts,
  Notice,
  TextField,
  tell,
  useLanguage,
  useTexts,
} from '#kit';
import { secureTexts } from './secure-texts.ts';
import type { Again, Security } from './secure-types.ts';
import { useDoing } from './use-doing.ts';

/** One press stops all sending; calm, because who presses it is afraid. */
export function FreezeCard({ frozen, onDone }: { readonly frozen: Security['frozen']; readonly onDone: Again }) {
  const say = useTexts(secureTexts);
  const sayKit = useTexts(kitTexts);
  const language = useLanguage();
  const [isAsked, ask] = useState(false);
  const [reason, setReason] = useState('');
  const doing = useDoing();
  const thaw = () =>
    doing.go(async () => {
      await api('DELETE /security/freeze');
      tell(say('freeze.unfrozen'), { tone: 'good' });
      await onDone();
    });
  const freeze = () =>
    doing.go(async () => {
      await api('POST /security/freeze', {}, { body: reason.trim() === '' ? {} : { reason: reason.trim() } });
      ask(false);
      tell(say('freeze.done'), { tone: 'good' });
      await onDone();
    });
  const what = (
    <ul className="freeze-what">
      <li>{say('freeze.stops')}</li>
      <li>{say('freeze.goes')}</li>
    </ul>
  );
  if (frozen !== undefined)
    return (
      <section className="card stack" aria-labelledby="freeze">
        <h2 id="freeze">{say('freeze.frozen', { date: formatMinute(frozen.since, language) })}</h2>
        <Notice tone="wait">
          {say(`freeze.${frozen.by}`)} {frozen.reason ?? ''} {say('freeze.stillGoes')}
        </Notice>
        <p className="quiet">{say('freeze.unfreezeWhy')}</p>
        <ErrorLine fault={doing.fault} />
        <div>
          <Button look="primary" icon="unlocked" isBusy={doing.isBusy} onClick={() => void thaw()}>
            {say('freeze.unfreeze')}
          </Button>
        </div>
      </section>
    );
  return (
    <section className="card stack" aria-labelledby="freeze">
      <h2 id="freeze">{say('freeze.title')}</h2>
      <p>{say('freeze.text')}</p>
      <div>
        <Button icon="locked" onClick={() => ask(true)}>
          {say('freeze.title')}
        </Button>
      </div>
      {isAsked && (
        <Dialog
          title={say('freeze.title')}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{sayKit('actions.cancel')}</Button>
              <Button look="danger" icon="locked" isBusy={doing.isBusy} onClick={() => void freeze()}>
                {say('freeze.action')}
              </Button>
            </>
          }
        >
          <div className="stack">
            {what}
            <TextField
              label={say('freeze.reason')}
              hint={say('freeze.reasonHint')}
              isOptional
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <ErrorLine fault={doing.fault} />
          </div>
        </Dialog>
      )}
    </section>
  );
}
