import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  EmptyState,
  ErrorState,
  Fence,
  Header,
  Icon,
  leave,
  type MenuItem,
  Skeleton,
  SkipLink,
  useMe,
  useTexts,
} from '#kit';
import { hasRole, placesFor } from './roles.ts';
import { useSignedIn } from './use-signed-in.ts';
import { frameWords } from './words.ts';

/** What is around every page: header, menu by role. Who has no role here is told so. */
export function Frame() {
  const say = useTexts(frameWords);
  const who = useMe();
  const asked = useSignedIn();
  if (asked.fault !== undefined) return <ErrorState fault={asked.fault} onRetry={asked.again} />;
  if (who === undefined) return <Skeleton lines={6} />;
  const items: MenuItem[] = [
    ...(who.boxes.length > 0
      ? [{ label: say('toMail'), icon: 'inbox' as const, run: () => location.assign('/') }]
      : []),
    { label: say('security'), icon: 'shield', run: () => location.assign('/sicurezza') },
    { label: say('signOut'), icon: 'logout', isApart: true, run: () => void leave() },
  ];
  return (
    <>
      <SkipLink />
      <Header
        home="/admin/"
        context={<span className="context">{say('administration')}</span>}
        account={{ name: who.name, login: who.login, items }}
        isSandbox={who.isSandbox}
      />
      {hasRole(who, 'operator', 'auditor', 'organisation') ? <Inside /> : <Outside />}
    </>
  );
}

function Outside() {
  const say = useTexts(frameWords);
  return (
    <main id="main" className="outside">
      <h1 className="visually-hidden">{say('administration')}</h1>
      <EmptyState icon="locked" title={say('outside.title')} action={<a href="/">{say('toMail')}</a>}>
        <p>{say('outside.text')}</p>
      </EmptyState>
    </main>
  );
}

function Inside() {
  const { pathname } = useLocation();
  return (
    <div className="admin">
      <Navigation />
      <main id="main" className="admin-main">
        <Fence resetKey={pathname}>
          <Outlet />
        </Fence>
      </main>
    </div>
  );
}

/** On a phone the menu is folded away until it is asked for. */
function Navigation() {
  const say = useTexts(frameWords);
  const who = useMe();
  const { pathname } = useLocation();
  const [isOpen, open] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere sees it
  useEffect(() => open(false), [pathname]);
  const button = useRef<HTMLButtonElement>(null);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    open(false);
    button.current?.focus();
  };
  return (
    <nav className="admin-nav" aria-label={say('menu')} onKeyDown={isOpen ? close : undefined}>
      <button
        ref={button}
        type="button"
        className="admin-nav-button"
        aria-expanded={isOpen}
        aria-controls="places"
        onClick={() => open(!isOpen)}
      >
        <Icon name={isOpen ? 'close' : 'burger'} size="sm" />
        {say('menu')}
      </button>
      <div id="places" className={isOpen ? 'places places-open' : 'places'}>
        <Link to="/" className="place" activeProps={{ 'aria-current': 'page' }} activeOptions={{ exact: true }}>
          {say('places.overview')}
        </Link>
        {placesFor(who).map(({ group, places }) => (
          <div key={group} className="place-group">
            <h2>{say(`groups.${group}`)}</h2>
            <ul>
              {places.map(({ to, word }) => (
                <li key={to}>
                  <Link to={to} className="place" activeProps={{ 'aria-current': 'page' }}>
                    {say(`places.${word}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
