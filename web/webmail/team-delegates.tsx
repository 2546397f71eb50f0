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
  useTexts,
} from '#kit';
import { folderName } from './folder-names.ts';
import { useBox } from './frame.tsx';
import { foldersQuery } from './mail-queries.ts';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { delegatesQuery } from './team-queries.ts';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { webmailTexts } from './webmail-texts.ts';
import { isoOf, romeInstant, romeWall } from './write-rome.ts';

type Delegate = AnswerOf<'GET /mailboxes/{mailbox}/delegates'>[number];
const LEVELS = ['read', 'write', 'manage'] as const;

/** Who else works in the box; for the holder: who saw what. */
export function DelegatesPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(teamTexts);
  const sayRoom = useTexts(roomTexts);
  const isOwn = useBox(mailbox)?.level === 'own';
  const queries = useQueryClient();
  const list = useQuery(delegatesQuery(mailbox));
  const [opened, open] = useState<Delegate | 'new'>();
  const doing = useDoing();
  const remove = async ({ login, name }: Delegate) => {
    const question = {
      title: say('delegates.removeTitle', { name: name || login }),
      text: say('delegates.removeText'),
    };
    if (!(await ask({ ...question, action: say('delegates.remove'), isDanger: true }))) return;
    await doing.go(async () => {
      await api('DELETE /mailboxes/{mailbox}/delegates/{login}', { mailbox, login });
      await queries.invalidateQueries({ queryKey: ['delegates', mailbox] });
    });
  };
  return (
    <RoomFrame mailbox={mailbox} here="delegates" title={sayRoom('nav.delegates')} lead={say('delegates.lead')}>
      {!isOwn && <Notice tone="plain">{say('delegates.own')}</Notice>}
      <section className="card stack" aria-label={sayRoom('nav.delegates')}>
        {list.isPending && <Skeleton />}
        {list.isError && <ErrorState fault={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && <p>{say('delegates.none')}</p>}
        <ErrorLine fault={doing.fault} />
        <ul className="plain lines">
          {list.data?.map((one) => (
            <li key={one.login} className="line">
              <DelegateWords one={one} />
              {isOwn && (
                <div className="row">
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={say('delegates.edit', { name: one.name || one.login })}
                    onClick={() => open(one)}
                  >
                    {say('delegates.change')}
                  </Button>
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={say('delegates.removeOf', { name: one.name || one.login })}
                    onClick={() => void remove(one)}
                  >
                    {say('delegates.remove')}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
        {isOwn && (
          <div>
            <Button icon="plus" onClick={() => open('new')}>
              {say('delegates.add')}
            </Button>
          </div>
        )}
      </section>
      {isOwn && <Accesses mailbox={mailbox} />}
      {opened !== undefined && (
        <DelegateDialog mailbox={mailbox} one={opened === 'new' ? undefined : opened} onClose={() => open(undefined)} />
      )}
    </RoomFrame>
  );
}

function DelegateWords({ one }: { readonly one: Delegate }) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const { name, login, level, maySend, needsApproval, mayApprove, folders, expiresAt } = one;
  const words = [
    say(`delegates.${level}`),
    ...(maySend ? [say('delegates.maySend')] : []),
    ...(needsApproval ? [say('delegates.needsApproval')] : []),
    ...(mayApprove ? [say('delegates.mayApprove')] : []),
    ...(folders === undefined ? [] : [say('delegates.onlyFolders', { count: folders.length })]),
  ];
  return (
    <div>
      <p className="row">
        <strong className="break">{plain(name || login)}</strong>
        {expiresAt !== undefined && (
          <Badge tone="wait">{say('delegates.until', { date: formatDay(expiresAt, language) })}</Badge>
        )}
      </p>
      {name !== '' && <p className="small break">{plain(login)}</p>}
      <p className="quiet small">{words.join(' · ')}</p>
    </div>
  );
}

function DelegateDialog({
  mailbox,
  one,
  onClose,
}: {
  readonly mailbox: string;
  readonly one: Delegate | undefined;
  readonly onClose: () => void;
}) {
  const say = useTexts(teamTexts);
  const sayMail = useTexts(webmailTexts);
  const queries = useQueryClient();
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  const [login, setLogin] = useState(one?.login ?? '');
  const [level, setLevel] = useState(one?.level ?? 'read');
  const [maySend, setSend] = useState(one?.maySend ?? false);
  const [needsApproval, setNeeds] = useState(one?.needsApproval ?? false);
  const [mayApprove, setApprove] = useState(one?.mayApprove ?? false);
  const [isSome, setSome] = useState(one?.folders !== undefined);
  const [some, setFolders] = useState<readonly string[]>(one?.folders ?? []);
  const [day, setDay] = useState(one?.expiresAt === undefined ? '' : romeWall(Date.parse(one.expiresAt)).day);
  const doing = useDoing();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void doing.go(async () => {
      const end = romeInstant(day, '23:59');
      const body = {
        level,
        maySend,
        needsApproval: maySend && needsApproval,
        mayApprove,
        ...(isSome && { folders: [...some] }),
        ...(end !== undefined && { expiresAt: isoOf(end) }),
      };
      await api('PUT /mailboxes/{mailbox}/delegates/{login}', { mailbox, login: login.trim() }, { body });
      await queries.invalidateQueries({ queryKey: ['delegates', mailbox] });
      tell(say('delegates.saved'), { tone: 'good' });
      onClose();
    });
  };
  return (
    <Dialog
      title={one === undefined ? say('delegates.add') : say('delegates.edit', { name: one.name || one.login })}
      onClose={onClose}
    >
      <form className="stack" onSubmit={save}>
        <TextField
          label={say('delegates.login')}
          hint={say('delegates.loginHint')}
          required
          autoFocus={one === undefined}
          readOnly={one !== undefined}
          autoCapitalize="none"
          spellCheck={false}
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
        <Select
          label={say('delegates.level')}
          value={level}
          onChange={(event) => setLevel(event.target.value as typeof level)}
        >
          {LEVELS.map((each) => (
            <option key={each} value={each}>
              {say(`delegates.${each}`)}
            </option>
          ))}
        </Select>
        <div className="choices">
          <Checkbox
            label={say('delegates.maySend')}
            checked={maySend}
            onChange={(event) => setSend(event.target.checked)}
          />
          {maySend && (
            <Checkbox
              label={say('delegates.needsApproval')}
              checked={needsApproval}
              onChange={(event) => setNeeds(event.target.checked)}
            />
          )}
          <Checkbox
            label={say('delegates.mayApprove')}
            checked={mayApprove}
            onChange={(event) => setApprove(event.target.checked)}
          />
          <Checkbox
            label={say('delegates.folders')}
            checked={isSome}
            onChange={(event) => setSome(event.target.checked)}
          />
        </div>
        {isSome && (
          <fieldset className="choices line-inner">
            <legend className="visually-hidden">{say('delegates.folders')}</legend>
            {folders.map((folder) => (
              <Checkbox
                key={folder.id}
                label={plain(folderName(folder, sayMail))}
                checked={some.includes(folder.id)}
                onChange={(event) =>
                  setFolders(event.target.checked ? [...some, folder.id] : some.filter((id) => id !== folder.id))
                }
              />
            ))}
          </fieldset>
        )}
        <TextField
          label={say('delegates.expires')}
          hint={say('delegates.expiresHint')}
          type="date"
          isOptional
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <ErrorLine fault={doing.fault} />
        <div className="form-actions">
          <Button onClick={onClose}>{say('delegates.cancel')}</Button>
          <Button look="primary" type="submit" isBusy={doing.isBusy}>
            {say('delegates.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Accesses({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const seen = useQuery({
    queryKey: ['accesses', mailbox],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/accesses', { mailbox }, { signal }),
  });
  return (
    <section className="card stack" aria-labelledby="accesses">
      <h2 id="accesses">{say('delegates.accesses')}</h2>
      {seen.isPending && <Skeleton />}
      {seen.isError && <ErrorState fault={seen.error} onRetry={() => void seen.refetch()} />}
      {seen.data !== undefined && (
        <Table
          caption={say('delegates.accessesCaption')}
          rows={seen.data.items}
          keyOf={({ at, login, what, thread }) => `${at} ${login} ${what} ${thread ?? ''}`}
          empty={<p>{say('delegates.noAccesses')}</p>}
          columns={[
            { key: 'at', head: say('delegates.when'), cell: ({ at }) => formatMinute(at, language) },
            { key: 'who', head: say('delegates.who'), isHead: true, cell: ({ login }) => plain(login) },
            { key: 'what', head: say('delegates.what'), cell: ({ what }) => say(`delegates.${what}`) },
            { key: 'subject', head: say('delegates.subject'), cell: ({ subject = '' }) => plain(subject) },
          ]}
        />
      )}
    </section>
  );
}
