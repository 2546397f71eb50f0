import { api, Button, ErrorLine, formatMinute, Notice, tell, useLanguage, useTexts } from '#kit';
import { secureTexts } from './secure-texts.ts';
import type { Again, Security } from './secure-types.ts';
import { useDoing } from './use-doing.ts';

/** One press stops all sending; calm, because who presses it is afraid. */
export function FreezeCard({ frozen, onDone }: { readonly frozen: Security['frozen']; readonly onDone: Again }) {
  const say = useTexts(secureTexts);
  const language = useLanguage();
  const doing = useDoing();
  const thaw = () =>
    doing.go(async () => {
      await api('DELETE /security/freeze');
      tell(say('freeze.unfrozen'), { tone: 'good' });
      await onDone();
    });
  const freeze = () =>
    doing.go(async () => {
      await api('POST /security/freeze', {}, { body: {} });
      tell(say('freeze.done'), { tone: 'good' });
      await onDone();
    });
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
      <ul className="freeze-what">
        <li>{say('freeze.stops')}</li>
        <li>{say('freeze.goes')}</li>
      </ul>
      <ErrorLine fault={doing.fault} />
      <div>
        <Button look="danger" icon="locked" isBusy={doing.isBusy} onClick={() => void freeze()}>
          {say('freeze.action')}
        </Button>
      </div>
    </section>
  );
}
