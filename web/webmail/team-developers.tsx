import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  api,
  ask,
  Badge,
  Button,
  Checkbox,
  Dialog,
  ErrorLine,
  ErrorState,
  formatDay,
  formatMinute,
  plain,
  Select,
  Skeleton,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { SecretDialog } from './team-secret.tsx';
import { teamTexts } from './team-texts.ts';
import { Webhooks } from './team-webhooks.tsx';
import { useDoing } from './use-doing.ts';
import { isoOf, romeInstant } from './write-rome.ts';

const SCOPES = ['mail.read', 'mail.write', 'mail.send', 'events', 'settings', 'administration'] as const;
type Scope = (typeof SCOPES)[number];

/** Credentials for programs, and where events are told. */
export function DevelopersPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(teamTexts);
  const sayRoom = useTexts(roomTexts);
  const box = useBox(mailbox);
  return (
    <RoomFrame mailbox={mailbox} here="developers" title={sayRoom('nav.developers')} lead={say('developers.lead')}>
      <Credentials mailbox={mailbox} />
      {(box?.level === 'own' || box?.level === 'manage') && <Webhooks mailbox={mailbox} />}
      <p>
        <a href="/api/v1/openapi.json">{say('developers.docs')}</a>
      </p>
    </RoomFrame>
  );
}

function Credentials({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const queries = useQueryClient();
  const [isAdding, add] = useState(false);
  const doing = useDoing();
  const list = useQuery({
    queryKey: ['credentials'],
    queryFn: ({ signal }) => api('GET /credentials', {}, { signal }),
  });
  const revoke = async (id: string, name: string) => {
    const question = { title: say('developers.revokeTitle', { name }), text: say('developers.revokeText') };
    if (!(await ask({ ...question, action: say('developers.revoke'), isDanger: true }))) return;
    await doing.go(async () => {
      await api('DELETE /credentials/{credential}', { credential: id });
      await queries.invalidateQueries({ queryKey: ['credentials'] });
    });
  };
  return (
    <section className="card stack" aria-labelledby="credentials">
      <h2 id="credentials">{say('developers.credentials')}</h2>
      {list.isPending && <Skeleton />}
      {list.isError && <ErrorState fault={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p>{say('developers.noCredentials')}</p>}
      <ErrorLine fault={doing.fault} />
      <ul className="plain lines">
        {list.data?.map(({ id, name, kind, scopes, expiresAt, lastUsed }) => (
          <li key={id} className="line">
            <div>
              <p className="row">
                <strong className="break">{plain(name)}</strong>
                <Badge>{say(`developers.${kind}`)}</Badge>
              </p>
              <p className="small">{scopes.map((scope) => say(`developers.${scope}`)).join(', ')}</p>
              <p className="quiet small">
                {lastUsed === undefined
                  ? say('developers.never')
                  : say('developers.used', { date: formatMinute(lastUsed, language) })}
                {expiresAt !== undefined &&
                  ` · ${say('developers.expiresOn', { date: formatDay(expiresAt, language) })}`}
              </p>
            </div>
            <Button
              size="sm"
              look="quiet"
              aria-label={say('developers.revokeOf', { name })}
              onClick={() => void revoke(id, name)}
            >
              {say('developers.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button icon="plus" onClick={() => add(true)}>
          {say('developers.add')}
        </Button>
      </div>
      {isAdding && <CredentialDialog mailbox={mailbox} onClose={() => add(false)} />}
    </section>
  );
}

function CredentialDialog({ mailbox, onClose }: { readonly mailbox: string; readonly onClose: () => void }) {
  const say = useTexts(teamTexts);
  const me = useMe();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'token' | 'client'>('token');
  const [scopes, setScopes] = useState<readonly Scope[]>(['mail.read']);
  const [isThis, setThis] = useState(true);
  const [day, setDay] = useState('');
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string }>();
  const doing = useDoing();
  const offered = SCOPES.filter((scope) => scope !== 'administration' || (me?.roles.length ?? 0) > 0);
  const make = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      const end = romeInstant(day, '23:59');
      const body = {
        name: name.trim(),
        kind,
        scopes: [...scopes],
        ...(isThis && { mailboxes: [mailbox] }),
        ...(end !== undefined && { expiresAt: isoOf(end) }),
      };
      setMade(await api('POST /credentials', {}, { body }));
      await queries.invalidateQueries({ queryKey: ['credentials'] });
    });
  };
  if (made !== undefined)
    return <SecretDialog id={kind === 'client' ? made.id : undefined} secret={made.secret} onClose={onClose} />;
  return (
    <Dialog title={say('developers.add')} onClose={onClose}>
      <form className="stack" onSubmit={make}>
        <TextField
          label={say('developers.name')}
          required
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={say('developers.kind')}
          value={kind}
          onChange={(event) => setKind(event.target.value as typeof kind)}
        >
          <option value="token">{say('developers.token')}</option>
          <option value="client">{say('developers.client')}</option>
        </Select>
        <fieldset className="choices">
          <legend>{say('developers.scopes')}</legend>
          {offered.map((scope) => (
            <Checkbox
              key={scope}
              label={say(`developers.${scope}`)}
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))
              }
            />
          ))}
        </fieldset>
        <Checkbox
          label={say('developers.thisBox')}
          checked={isThis}
          onChange={(event) => setThis(event.target.checked)}
        />
        <TextField
          label={say('developers.expires')}
          type="date"
          isOptional
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <ErrorLine fault={doing.fault} />
        <div className="form-actions">
          <Button
            look="primary"
            type="submit"
            disabled={name.trim() === '' || scopes.length === 0}
            isBusy={doing.isBusy}
          >
            {say('developers.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
