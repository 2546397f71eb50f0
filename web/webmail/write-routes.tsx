import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readWriteSearch } from './write-search.ts';

/** The pages for writing and for settings, below the route for who is signed in; each loaded when it is opened. */
export function writeRoutes(inside: AnyRoute): AnyRoute[] {
  const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
    createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load as never, name as never) });
  return [
    page('/sicurezza', () => import('./secure-page.tsx'), 'SecurePage'),
    createRoute({
      getParentRoute: () => inside,
      path: '/scrivi/$mailbox',
      validateSearch: readWriteSearch,
      component: lazyRouteComponent(() => import('./write-page.tsx'), 'WritePage'),
    }),
  ];
}
