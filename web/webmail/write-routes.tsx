import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Pending } from './pending.tsx';
import { readWriteSearch } from './write-search.ts';

/** The pages for writing and for settings, below the route for who is signed in; each loaded when it is opened. */
export function writeRoutes(inside: AnyRoute): AnyRoute[] {
  const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
    createRoute({
      getParentRoute: () => inside,
      path,
      component: lazyRouteComponent(load as never, name as never),
      pendingComponent: Pending,
    });
  return [
    page('/uscita/$mailbox', () => import('./room-outbox.tsx'), 'OutboxPage'),
    page('/approvazioni/$mailbox', () => import('./room-outbox.tsx'), 'ApprovalsPage'),
    page('/cartelle/$mailbox', () => import('./room-folders.tsx'), 'FoldersPage'),
    page('/rubrica/$mailbox', () => import('./room-contacts.tsx'), 'ContactsPage'),
    page('/impostazioni/$mailbox', () => import('./room-settings.tsx'), 'SettingsPage'),
    page('/testi/$mailbox', () => import('./room-texts-page.tsx'), 'TextsPage'),
    page('/regole/$mailbox', () => import('./room-rules.tsx'), 'RulesPage'),
    page('/spazio/$mailbox', () => import('./room-space.tsx'), 'SpacePage'),
    page('/deleghe/$mailbox', () => import('./team-delegates.tsx'), 'DelegatesPage'),
    page('/gruppo/$mailbox', () => import('./team-desk.tsx'), 'TeamDeskPage'),
    page('/invii/$mailbox', () => import('./team-merges.tsx'), 'MergesPage'),
    page('/invii/$mailbox/$merge', () => import('./team-merge.tsx'), 'MergePage'),
    page('/sviluppatori/$mailbox', () => import('./team-developers.tsx'), 'DevelopersPage'),
    page('/sicurezza', () => import('./secure-page.tsx'), 'SecurePage'),
    createRoute({
      getParentRoute: () => inside,
      path: '/scrivi/$mailbox',
      validateSearch: readWriteSearch,
      component: lazyRouteComponent(() => import('./write-page.tsx'), 'WritePage'),
      pendingComponent: Pending,
    }),
  ];
}
