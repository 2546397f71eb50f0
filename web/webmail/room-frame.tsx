import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { focusHeading, Icon, type IconName, kitTexts, Notice, usePageTitle, useTexts } from '#kit';
import { Frame, useBox } from './frame.tsx';
import { roomTexts } from './room-texts.ts';
import { useLive } from './use-live.ts';
import './write.scss';
import './room.scss';

const ROOMS = {
  outbox: { path: 'uscita', icon: 'send' },
  approvals: { path: 'approvazioni', icon: 'check-circle' },
  folders: { path: 'cartelle', icon: 'folder' },
  contacts: { path: 'rubrica', icon: 'user' },
  desk: { path: 'gruppo', icon: 'pa' },
  merges: { path: 'invii', icon: 'mail' },
  settings: { path: 'impostazioni', icon: 'settings' },
  texts: { path: 'testi', icon: 'pencil' },
  rules: { path: 'regole', icon: 'funnel' },
  delegates: { path: 'deleghe', icon: 'key' },
  space: { path: 'spazio', icon: 'box' },
  developers: { path: 'sviluppatori', icon: 'code-circle' },
} as const satisfies Record<string, { path: string; icon: IconName }>;
export type RoomName = keyof typeof ROOMS | 'security';

/** A page beside reading and writing: where one is among the others, its heading, what it is for. */
export function RoomFrame({
  mailbox,
  here,
  title,
  lead,
  children,
}: {
  readonly mailbox: string | undefined;
  readonly here: RoomName;
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}) {
  const box = useBox(mailbox);
  const isLost = useLive(mailbox) === 'lost';
  const sayKit = useTexts(kitTexts);
  usePageTitle(title, box?.address);
  useEffect(() => focusHeading(), []);
  return (
    <Frame mailbox={mailbox}>
      <div className="room">
        <RoomNav mailbox={mailbox} here={here} />
        <div className="room-main stack">
          <div>
            <h1>{title}</h1>
            {lead !== undefined && <p className="quiet room-lead">{lead}</p>}
          </div>
          {isLost && <Notice tone="plain">{sayKit('live.lost')}</Notice>}
          {children}
        </div>
      </div>
    </Frame>
  );
}

function RoomNav({ mailbox, here }: { readonly mailbox: string | undefined; readonly here: RoomName }) {
  const say = useTexts(roomTexts);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const links = (
    <ul className="plain" key={path}>
      {mailbox !== undefined &&
        (Object.keys(ROOMS) as (keyof typeof ROOMS)[]).map((name) => (
          <li key={name}>
            <RoomLink to={`/${ROOMS[name].path}/${mailbox}`} icon={ROOMS[name].icon} isHere={here === name}>
              {say(`nav.${name}`)}
            </RoomLink>
          </li>
        ))}
      <li>
        <RoomLink to="/sicurezza" icon="shield" isHere={here === 'security'}>
          {say('nav.security')}
        </RoomLink>
      </li>
    </ul>
  );
  return (
    <nav className="room-nav" aria-label={say('nav.label')}>
      <details className="room-nav-small">
        <summary>{say('nav.more')}</summary>
        {links}
      </details>
      <div className="room-nav-wide">{links}</div>
    </nav>
  );
}

function RoomLink({
  to,
  icon,
  isHere,
  children,
}: {
  readonly to: string;
  readonly icon: IconName;
  readonly isHere: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Link
      className={`side-link room-link${isHere ? ' side-here' : ''}`}
      to={to as string}
      aria-current={isHere ? 'page' : undefined}
    >
      <Icon name={icon} size="sm" />
      {children}
    </Link>
  );
}
