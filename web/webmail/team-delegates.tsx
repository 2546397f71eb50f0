import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  api,
  ask,
  Badge,
  Button,
  ErrorLine,
  ErrorState,
  formatDay,
  formatMinute,
  MoreButton,
  Notice,
  plain,
  Skeleton,
  Table,
  useItems,
  useLanguage,
  useTexts,
} from '#kit';
import { useBox } from './frame.tsx';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { type Delegate, DelegateDialog } from './team-delegate-dialog.tsx';
import { delegatesQuery } from './team-queries.ts';
import { teamTexts } from './team-texts.ts';
import { useDoing } from './use-doing.ts';
import { useNames } from './use-people.ts';

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

function Accesses({ mailbox }: { readonly mailbox: string }) {
  const say = useTexts(teamTexts);
  const language = useLanguage();
  const nameOf = useNames(mailbox);
  const seen = useItems({
    queryKey: ['accesses', mailbox],
    ask: (query, signal) => api('GET /mailboxes/{mailbox}/accesses', { mailbox }, { query, signal }),
  });
  return (
    <section className="card stack" aria-labelledby="accesses">
      <h2 id="accesses">{say('delegates.accesses')}</h2>
      {seen.isPending && <Skeleton />}
      {seen.error !== null && <ErrorState fault={seen.error} onRetry={seen.again} />}
      {seen.items !== undefined && (
        <Table
          caption={say('delegates.accessesCaption')}
          rows={seen.items}
          keyOf={({ at, login, what, thread }) => `${at} ${login} ${what} ${thread ?? ''}`}
          empty={<p>{say('delegates.noAccesses')}</p>}
          columns={[
            { key: 'at', head: say('delegates.when'), cell: ({ at }) => formatMinute(at, language) },
            {
              key: 'who',
              head: say('delegates.who'),
              isHead: true,
              cell: ({ login }) => <Who login={login} nameOf={nameOf} />,
            },
            { key: 'what', head: say('delegates.what'), cell: ({ what }) => say(`delegates.${what}`) },
            { key: 'subject', head: say('delegates.subject'), cell: ({ subject = '' }) => plain(subject) },
          ]}
        />
      )}
      <MoreButton {...seen.more} />
    </section>
  );
}

/** For the holder both count: who it was, and under which login. */
function Who({ login, nameOf }: { readonly login: string; readonly nameOf: ReturnType<typeof useNames> }) {
  const { name, title } = nameOf(login);
  return (
    <>
      {plain(name)}
      {title !== undefined && <span className="quiet small break access-login">{plain(login)}</span>}
    </>
  );
}
