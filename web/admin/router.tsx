import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Skeleton } from '#kit';
import { Frame } from './frame.tsx';
import { Missing } from './missing.tsx';
import { Overview } from './overview.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: Missing });
type Loaded<K extends string> = Promise<Record<K, React.ComponentType>>;

function page<K extends string>(path: string, load: () => Loaded<K>, name: K) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) });
}

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: Overview }),
  page('/organizzazioni', () => import('./organisations.tsx'), 'Organisations'),
  page('/organizzazioni/$organisation', () => import('./organisation.tsx'), 'OneOrganisation'),
  page('/domini', () => import('./domains.tsx'), 'Domains'),
  page('/caselle', () => import('./mailboxes.tsx'), 'Mailboxes'),
  page('/caselle/nuova', () => import('./new-mailbox.tsx'), 'NewMailbox'),
  page('/caselle/$mailbox', () => import('./mailbox.tsx'), 'OneMailbox'),
  page('/elenco', () => import('./bulk.tsx'), 'Bulk'),
  page('/richieste', () => import('./activations.tsx'), 'Activations'),
  page('/titolari', () => import('./holdings.tsx'), 'Holdings'),
  page('/persone', () => import('./people.tsx'), 'People'),
  page('/indirizzi', () => import('./public-pages.tsx'), 'PublicPages'),
  page('/indirizzi/$organisation', () => import('./public-page.tsx'), 'OnePublicPage'),
  page('/coda', () => import('./queue.tsx'), 'Queue'),
  page('/flusso', () => import('./flow.tsx'), 'Flow'),
  page('/registro', () => import('./log.tsx'), 'Log'),
  page('/controlli', () => import('./findings.tsx'), 'Findings'),
  page('/quarantena', () => import('./quarantine.tsx'), 'Quarantine'),
  page('/indice', () => import('./index-page.tsx'), 'IndexPage'),
  page('/livelli', () => import('./levels.tsx'), 'Levels'),
  page('/attivita', () => import('./audit.tsx'), 'Audit'),
  page('/ipa', () => import('./ipa-import.tsx'), 'IpaImport'),
];

/** The pages of the administration, each loaded when it is opened. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/admin',
  trailingSlash: 'never',
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Skeleton lines={6} />,
});
