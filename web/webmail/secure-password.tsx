import { type FormEvent, useState } from 'react';
import { api, Button, ErrorLine, PasswordField, tell, useTexts } from '#kit';
import { secureTexts } from './secure-texts.ts';
import type { Again } from './secure-types.ts';
import { useDoing } from './use-doing.ts';

const SHORTEST = 12;

export function PasswordCard({ onDone }: { readonly onDone: Again }) {
  const say = useTexts(secureTexts);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [error, setError] = useState<string>();
  const doing = useDoing();
  const change = async (event: FormEvent) => {
    event.preventDefault();
    if (next.length < SHORTEST) return setError(say('password.short'));
    setError(undefined);
    await doing.go(async () => {
      await api('PUT /security/password', {}, { body: { current, next } });
      setCurrent('');
      setNext('');
      tell(say('password.done'), { tone: 'good' });
      await onDone();
    });
  };
  return (
    <section className="card" aria-labelledby="password">
      <form className="stack secure-form" onSubmit={(event) => void change(event)} noValidate>
        <h2 id="password">{say('password.title')}</h2>
        <PasswordField
          label={say('password.current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <PasswordField
          label={say('password.next')}
          hint={say('password.hint')}
          autoComplete="new-password"
          value={next}
          error={error}
          onChange={(event) => setNext(event.target.value)}
        />
        <ErrorLine fault={doing.fault} />
        <div>
          <Button type="submit" isBusy={doing.isBusy}>
            {say('password.change')}
          </Button>
        </div>
      </form>
    </section>
  );
}
