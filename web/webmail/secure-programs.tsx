import { type FormEvent, useState } from 'react';
import {
  api,
  ask,
  Button,
  Dialog,
  ErrorLine,
  formatDay,
  Notice,
  plain,
  Select,
  TextField,
  tell,
  useLanguage,
  useTexts,
} from '#kit';
import { secureTexts } from './secure-texts.ts';
import type { Again, Security } from './secure-types.ts';
import { useDoing } from './use-doing.ts';

const SCOPES = ['all', 'read', 'send'] as const;

/** Passwords that programs enter with, each shown once. */
export function ProgramsCard({
  programs,
  onDone,
}: {
  readonly programs: Security['appPasswords'];
  readonly onDone: Again;
}) {
  const say = useTexts(secureTexts);
  const language = useLanguage();
  const [isAdding, add] = useState(false);
  const doing = useDoing();
  const revoke = async (id: string, name: string) => {
    const question = { title: say('programs.revokeTitle', { name }), text: say('programs.revokeText') };
    if (!(await ask({ ...question, action: say('programs.revoke'), isDanger: true }))) return;
    await doing.go(async () => {
      await api('DELETE /security/app-passwords/{appPassword}', { appPassword: id });
      await onDone();
    });
  };
  return (
    <section className="card stack" aria-labelledby="programs">
      <h2 id="programs">{say('programs.title')}</h2>
      <p className="quiet">{say('programs.why')}</p>
      <ErrorLine fault={doing.fault} />
      {programs.length === 0 && <p>{say('programs.none')}</p>}
      <div className="lines">
        {programs.map(({ id, name, scope, createdAt, revokedAt }) => (
          <div key={id} className="line">
            <div>
              <strong className="break">{plain(name)}</strong>
              <p className="quiet small">
                {say(`programs.${scope}`)} · {say('programs.created', { date: formatDay(createdAt, language) })}
                {revokedAt !== undefined && ` · ${say('programs.revoked', { date: formatDay(revokedAt, language) })}`}
              </p>
            </div>
            {revokedAt === undefined && (
              <Button
                size="sm"
                look="quiet"
                aria-label={say('programs.revokeOf', { name })}
                onClick={() => void revoke(id, name)}
              >
                {say('programs.revoke')}
              </Button>
            )}
          </div>
        ))}
      </div>
      <div>
        <Button icon="plus" onClick={() => add(true)}>
          {say('programs.add')}
        </Button>
      </div>
      {isAdding && <ProgramDialog onClose={() => add(false)} onDone={onDone} />}
    </section>
  );
}

function ProgramDialog({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: Again }) {
  const say = useTexts(secureTexts);
  const [name, setName] = useState('');
  const [scope, setScope] = useState<(typeof SCOPES)[number]>('all');
  const [made, setMade] = useState<string>();
  const doing = useDoing();
  const make = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      setMade((await api('POST /security/app-passwords', {}, { body: { name: name.trim(), scope } })).password);
      await onDone();
    });
  };
  if (made !== undefined)
    return (
      <Dialog
        title={say('programs.made', { name })}
        size="sm"
        onClose={onClose}
        actions={
          <Button look="primary" onClick={onClose}>
            {say('programs.done')}
          </Button>
        }
      >
        <div className="stack">
          <Notice tone="wait">{say('programs.once')}</Notice>
          <p>
            <code className="secret break">{made}</code>
          </p>
          <div>
            <Button
              icon="copy"
              onClick={() => void navigator.clipboard.writeText(made).then(() => tell(say('programs.copied')))}
            >
              {say('programs.copy')}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={say('programs.add')} size="sm" onClose={onClose}>
      <form className="stack" onSubmit={make}>
        <TextField
          label={say('programs.name')}
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={say('programs.scope')}
          value={scope}
          onChange={(event) => setScope(event.target.value as typeof scope)}
        >
          {SCOPES.map((one) => (
            <option key={one} value={one}>
              {say(`programs.${one}`)}
            </option>
          ))}
        </Select>
        <ErrorLine fault={doing.fault} />
        <div className="form-actions">
          <Button look="primary" type="submit" disabled={name.trim() === ''} isBusy={doing.isBusy}>
            {say('programs.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
