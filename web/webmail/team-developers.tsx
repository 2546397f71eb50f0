import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  type AnswerOf,
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
  Notice,
  plain,
  Select,
  Skeleton,
  Table,
  TextField,
  tell,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { isoOf, romeInstant } from './write-rome.ts';

type Webhook = AnswerOf<'GET /mailboxes/{mailbox}/webhooks'>[number];
const SCOPES = ['mail.read', 'mail.write', 'mail.send', 'events', 'settings', 'administration'] as const;
type Scope = (typeof SCOPES)[number];
const ASK_MS = 5_000;

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

function SecretDialog({
  id,
  secret,
  onClose,
}: {
  readonly id: string | undefined;
  readonly secret: string;
  readonly onClose: () => void;
}) {
  const say = useTexts(teamTexts);
  return (
    <Dialog
      title={say('developers.secret')}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          {say('developers.close')}
        </Button>
      }
    >
      <div className="stack">
        <Notice tone="wait">{say('developers.once')}</Notice>
        {id !== undefined && (
          <p className="break">
            {say('developers.identifier')}: <code>{id}</code>
          </p>
        )}
        <p>
          <code className="secret break">{secret}</code>
        </p>
        <div>
          <Button
            icon="copy"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => tell(say('developers.copied')))}
          >
            {say('developers.copy')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

const STATE_TONES = { on: 'good', off: 'plain', failing: 'bad' } as const;

function Webhooks({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const [secret, setSecret] = useState<string>();
  const [tried, setTried] = useState<Webhook>();
  const doing = useDoing();
  const list = useQuery({
    queryKey: ['webhooks', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/webhooks', { mailbox }, { signal }),
    // One that fails, or answers again, is seen without loading the page anew.
    refetchInterval: ASK_MS,
  });
  const again = () => queries.invalidateQueries({ queryKey: ['webhooks', mailbox] });
  const add = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      setSecret((await api('POST /mailboxes/{mailbox}/webhooks', { mailbox }, { body: { url: url.trim() } })).secret);
      setUrl('');
      await again();
    });
  };
  const turn = (webhook: string, state: 'on' | 'off') =>
    void doing.go(async () => {
      await api('PATCH /mailboxes/{mailbox}/webhooks/{webhook}', { mailbox, webhook }, { body: { state } });
      await again();
    });
  const tryOut = (webhook: string) =>
    void doing.go(async () => {
      const { status } = await api('POST /mailboxes/{mailbox}/webhooks/{webhook}/trial', { mailbox, webhook });
      const isTaken = status !== undefined && status >= 200 && status < 300;
      const answer = status ?? say('developers.noAnswer');
      tell(say(isTaken ? 'developers.trialGood' : 'developers.trialBad', { answer }), {
        tone: isTaken ? 'good' : 'bad',
      });
      await queries.invalidateQueries({ queryKey: ['tries', mailbox, webhook] });
    });
  const remove = async (webhook: string) => {
    const question = { title: say('developers.removeTitle'), text: say('developers.removeText') };
    if (!(await ask({ ...question, action: say('developers.remove'), isDanger: true }))) return;
    await doing.go(async () => {
      await api('DELETE /mailboxes/{mailbox}/webhooks/{webhook}', { mailbox, webhook });
      await again();
    });
  };
  return (
    <section className="card stack" aria-labelledby="webhooks">
      <h2 id="webhooks">{say('developers.webhooks')}</h2>
      <p className="quiet">{say('developers.webhooksWhy')}</p>
      {list.isPending && <Skeleton />}
      {list.isError && <ErrorState fault={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p>{say('developers.noWebhooks')}</p>}
      <ul className="plain lines">
        {list.data?.map((one) => (
          <li key={one.id} className="line">
            <div>
              <p className="row">
                <strong className="break">{plain(one.url)}</strong>
                <Badge tone={STATE_TONES[one.state]}>{say(`developers.${one.state}`)}</Badge>
              </p>
              {one.lastFailure !== undefined && <p className="check-bad small break">{plain(one.lastFailure.text)}</p>}
            </div>
            <div className="row">
              <Button
                size="sm"
                look="quiet"
                isBusy={doing.isBusy}
                aria-label={say('developers.trialOf', { url: one.url })}
                onClick={() => tryOut(one.id)}
              >
                {say('developers.trial')}
              </Button>
              <Button
                size="sm"
                look="quiet"
                aria-label={say('developers.triesOf', { url: one.url })}
                onClick={() => setTried(one)}
              >
                {say('developers.tries')}
              </Button>
              <Button size="sm" look="quiet" onClick={() => turn(one.id, one.state === 'off' ? 'on' : 'off')}>
                {one.state === 'off' ? say('developers.turnOn') : say('developers.turnOff')}
              </Button>
              <Button
                size="sm"
                look="quiet"
                aria-label={say('developers.removeOf', { url: one.url })}
                onClick={() => void remove(one.id)}
              >
                {say('developers.remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <form className="stack secure-form" onSubmit={add}>
        <TextField
          label={say('developers.url')}
          type="url"
          required
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <ErrorLine fault={doing.fault} />
        <div>
          <Button type="submit" icon="plus" isBusy={doing.isBusy}>
            {say('developers.addWebhook')}
          </Button>
        </div>
      </form>
      {secret !== undefined && <SecretDialog id={undefined} secret={secret} onClose={() => setSecret(undefined)} />}
      {tried !== undefined && <TriesDialog mailbox={mailbox} webhook={tried} onClose={() => setTried(undefined)} />}
    </section>
  );
}

function TriesDialog({
  mailbox,
  webhook: { id, url },
  onClose,
}: {
  readonly mailbox: string;
  readonly webhook: Webhook;
  readonly onClose: () => void;
}) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const tries = useQuery({
    queryKey: ['tries', mailbox, id],
    queryFn: ({ signal }) =>
      api('GET /mailboxes/{mailbox}/webhooks/{webhook}/tries', { mailbox, webhook: id }, { signal }),
    refetchInterval: ASK_MS,
  });
  return (
    <Dialog title={say('developers.triesOf', { url })} size="lg" onClose={onClose}>
      {tries.isPending && <Skeleton />}
      <ErrorLine fault={tries.error} />
      {tries.data !== undefined && (
        <Table
          caption={say('developers.tries')}
          rows={tries.data.items}
          keyOf={({ at, cursor }) => `${at} ${cursor}`}
          empty={<p>{say('developers.noTries')}</p>}
          columns={[
            { key: 'at', head: say('developers.when'), isHead: true, cell: ({ at }) => formatMinute(at, language) },
            {
              key: 'status',
              head: say('developers.status'),
              cell: ({ status }) => status ?? say('developers.noAnswer'),
            },
            {
              key: 'ms',
              head: say('developers.time'),
              isNumber: true,
              cell: ({ ms }) => say('developers.ms', { count: ms }),
            },
            { key: 'text', head: say('developers.text'), cell: ({ text }) => plain(text) },
          ]}
        />
      )}
    </Dialog>
  );
}
