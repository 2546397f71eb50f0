import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '#contract';
import { api, Button, ErrorLine, ErrorState, plain, Skeleton, useTexts } from '#kit';
import { secureTexts } from './secure-texts.ts';

/** Who was identified holds several mailboxes: which one she wants to enter. */
export function IdentityChoice({ onIn }: { readonly onIn: (me: Me) => Promise<void> }) {
  const say = useTexts(secureTexts);
  const [fault, setFault] = useState<unknown>();
  const choices = useQuery({
    queryKey: ['identity-choice'],
    queryFn: () => api('GET /session/identity-choice'),
    retry: false,
  });
  const choose = async (login: string) => {
    setFault(undefined);
    try {
      const { me } = await api('POST /session/identity-choice', {}, { body: { login } });
      await onIn(me as Me);
    } catch (thrown) {
      setFault(thrown);
    }
  };
  return (
    <div className="stack">
      {choices.isPending && <Skeleton />}
      {choices.isError && <ErrorState fault={choices.error} />}
      {choices.data !== undefined && <p>{say('enter.which')}</p>}
      {choices.data?.map(({ login, name }) => (
        <Button key={login} isWide onClick={() => void choose(login)}>
          {name === '' ? plain(login) : `${plain(name)} · ${plain(login)}`}
        </Button>
      ))}
      <ErrorLine fault={fault} />
      <a href="/accesso">{say('enter.back')}</a>
    </div>
  );
}
