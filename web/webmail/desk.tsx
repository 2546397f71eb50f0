import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  Header,
  IconButton,
  kitTexts,
  type MenuItem,
  Notice,
  type Shortcut,
  SkipLink,
  showShortcuts,
  useMe,
  useShortcuts,
  useTexts,
} from '#kit';
import { BoxSwitcher } from './box-switcher.tsx';

import { FolderPane } from './folder-pane.tsx';
import { archiveOf } from './folder-tree.ts';
import { boxesQuery, foldersQuery } from './mail-queries.ts';
import { writePath } from './paths.ts';
import { SearchBox } from './search-box.tsx';
import { signOut } from './sign-out.ts';
import { useLive } from './use-live.ts';
import { webmailTexts } from './webmail-texts.ts';

/** From here on folders stand beside: there is no drawer (`webmail.scss`). */
const WIDE = '(min-width: 75rem)';

/** The frame around everything of a mailbox: who, which box, search; folders beside; the rest is what is open. */
export function Desk() {
  const { mailbox } = useParams({ from: '/inside/posta/$mailbox' });
  const say = useTexts(webmailTexts);
  const me = useMe();
  const liveness = useLive(mailbox);
  const [isOpen, open] = useState(false);
  const { data: boxes = me?.boxes ?? [] } = useQuery(boxesQuery);
  const box = boxes.find(({ id }) => id === mailbox);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const body = useRef<HTMLDivElement>(null);
  // Who opens the drawer goes into it; who closes it is where he was.
  useEffect(() => {
    if (isOpen) body.current?.querySelector<HTMLElement>('#folders a')?.focus();
  }, [isOpen]);
  const shut = () => {
    if (isOpen) document.querySelector<HTMLElement>('.drawer-button')?.focus();
    open(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the drawer
  useEffect(() => open(false), [path]);
  useEffect(() => {
    const wide = matchMedia(WIDE);
    const close = () => open(false);
    wide.addEventListener('change', close);
    return () => wide.removeEventListener('change', close);
  }, []);
  useDeskShortcuts(mailbox);
  const account = useAccount();
  return (
    <div className="desk">
      <SkipLink to="messages" />
      <Header
        home={`/posta/${mailbox}`}
        isSandbox={me?.isSandbox ?? false}
        context={
          <>
            <IconButton
              className="header-button drawer-button"
              icon="burger"
              label={say('folders.open')}
              aria-expanded={isOpen}
              aria-controls="folders"
              onClick={() => open(!isOpen)}
            />
            <BoxSwitcher boxes={boxes} current={box} />
          </>
        }
        middle={<SearchBox mailbox={mailbox} />}
        account={account}
      />
      <Standing status={box?.status} isLost={liveness === 'lost'} />
      <div ref={body} className={`desk-body${isOpen ? ' drawer-open' : ''}`}>
        <FolderPane mailbox={mailbox} box={box} onClose={shut} />
        {isOpen && <div className="drawer-shade" aria-hidden="true" onPointerDown={shut} />}
        {/* What the drawer covers is not reached by keyboard either. */}
        <div className="desk-main" inert={isOpen}>
          <Outlet />
        </div>
      </div>
    </div>
  );
}

/** What one must know of the box before anything else. */
function Standing({ status = 'active', isLost }: { readonly status?: string | undefined; readonly isLost: boolean }) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const told = ['frozen', 'suspended', 'receive-only', 'read-only', 'revoked'] as const;
  const word = told.find((one) => one === status);
  if (word === undefined && !isLost) return null;
  return (
    <section className="standing" aria-label={say('box.standing')}>
      {word !== undefined && <Notice tone="wait">{say(`box.${word}`)}</Notice>}
      {isLost && <Notice tone="plain">{sayKit('live.lost')}</Notice>}
    </section>
  );
}

/** What stands in the menu of who is signed in. */
export function useAccount() {
  const sayKit = useTexts(kitTexts);
  const say = useTexts(webmailTexts);
  const navigate = useNavigate();
  const me = useMe();
  if (me === undefined) return undefined;
  const items: MenuItem[] = [
    { label: say('folders.security'), icon: 'shield', run: () => void navigate({ to: '/sicurezza' as string }) },
    ...(me.roles.length > 0
      ? [{ label: say('folders.admin'), icon: 'tool' as const, run: () => location.assign('/admin/') }]
      : []),
    { label: sayKit('shortcuts.title'), icon: 'info-circle', run: showShortcuts },
    { label: sayKit('app.signOut'), icon: 'logout', isApart: true, run: signOut },
  ];
  return { name: me.name, login: me.login, items };
}

function useDeskShortcuts(mailbox: string): void {
  const say = useTexts(webmailTexts);
  const navigate = useNavigate();
  const { data: folders = [] } = useQuery(foldersQuery(mailbox));
  const shortcuts = useMemo((): readonly Shortcut[] => {
    const group = say('keys.go');
    const to = (use: 'inbox' | 'sent' | 'archive') => () => {
      const folder = use === 'archive' ? archiveOf(folders) : folders.find((one) => one.use === use);
      if (folder !== undefined)
        void navigate({ to: '/posta/$mailbox/$folder', params: { mailbox, folder: folder.id } });
    };
    return [
      { keys: '/', does: say('keys.search'), group, run: () => document.getElementById('search')?.focus() },
      { keys: 'c', does: say('keys.compose'), group, run: () => void navigate({ to: writePath(mailbox) as string }) },
      { keys: 'g i', does: say('keys.inbox'), group, run: to('inbox') },
      { keys: 'g s', does: say('keys.sent'), group, run: to('sent') },
      { keys: 'g a', does: say('keys.archiveFolder'), group, run: to('archive') },
    ];
  }, [say, folders, mailbox, navigate]);
  useShortcuts(shortcuts);
}
