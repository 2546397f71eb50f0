import {
  createRootRoute,
  createRoute,
  createRouter,
  isRedirect,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { asFault, ErrorState, findOutWho, makeQueryClient } from '#kit';
import { Desk } from './desk.tsx';
import { FolderView } from './folder-view.tsx';
import { foldersQuery, homeOf } from './mail-queries.ts';
import { Missing } from './missing.tsx';
import { NoMessage } from './no-message.tsx';
import { readSearch } from './paths.ts';
import { Pending } from './pending.tsx';
import { writeRoutes } from './write-routes.tsx';

export const queries = makeQueryClient();

export const root = createRootRoute({ notFoundComponent: Missing, errorComponent: Broken });

function Broken({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <main id="main" className="page">
      <ErrorState fault={error} onRetry={reset} isPage />
    </main>
  );
}

/** `errore`, `identita`, `uscita`: how a journey to a provider of digital identities ended. */
interface SignInSearch {
  readonly per?: string;
  readonly finita?: 'true';
  readonly errore?: string;
  readonly identita?: 'scelta';
  readonly uscita?: string;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/accesso',
  validateSearch: (raw: Record<string, unknown>): SignInSearch => ({
    ...(typeof raw.per === 'string' && { per: raw.per }),
    ...(typeof raw.errore === 'string' && { errore: raw.errore }),
    ...(typeof raw.uscita === 'string' && { uscita: raw.uscita }),
    ...(raw.identita === 'scelta' && { identita: raw.identita }),
    ...(String(raw.finita) === 'true' && { finita: 'true' as const }),
  }),
  component: lazyRouteComponent(() => import('./sign-in.tsx'), 'SignIn'),
  pendingComponent: Pending,
});

const firstLogin = createRoute({
  getParentRoute: () => root,
  path: '/primo-accesso',
  component: lazyRouteComponent(() => import('./first-login.tsx'), 'FirstLogin'),
  pendingComponent: Pending,
});

/** Everything for which somebody must be signed in hangs below this. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    try {
      const who = await findOutWho();
      if (who.mustEnrol !== undefined && location.pathname !== '/sicurezza')
        throw redirect({ to: '/sicurezza' as string, replace: true });
      return { who };
    } catch (thrown) {
      if (isRedirect(thrown)) throw thrown;
      if (asFault(thrown).kind === 'unknown') throw redirect({ to: '/accesso', search: { per: location.href } });
      throw thrown;
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: ({ context }) => {
    const box = homeOf(context.who.boxes);
    if (box !== undefined) throw redirect({ to: '/posta/$mailbox', params: { mailbox: box.id }, replace: true });
  },
  component: lazyRouteComponent(() => import('./no-box.tsx'), 'NoBox'),
});

const desk = createRoute({ getParentRoute: () => inside, path: '/posta/$mailbox', component: Desk });

const deskHome = createRoute({
  getParentRoute: () => desk,
  path: '/',
  beforeLoad: async ({ params }) => {
    const folders = await queries.ensureQueryData(foldersQuery(params.mailbox));
    const folder = folders.find(({ use }) => use === 'inbox') ?? folders[0];
    if (folder === undefined) return;
    throw redirect({ to: '/posta/$mailbox/$folder', params: { ...params, folder: folder.id }, replace: true });
  },
});

const folder = createRoute({
  getParentRoute: () => desk,
  path: '$folder',
  validateSearch: readSearch,
  component: FolderView,
});
const folderHome = createRoute({ getParentRoute: () => folder, path: '/', component: NoMessage });
const message = createRoute({
  getParentRoute: () => folder,
  path: '$uid',
  component: lazyRouteComponent(() => import('./message-pane.tsx'), 'MessagePane'),
});
const chain = createRoute({
  getParentRoute: () => desk,
  path: 'prova/$identificativo',
  component: lazyRouteComponent(() => import('./chain-page.tsx'), 'ChainPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    firstLogin,
    inside.addChildren([
      home,
      desk.addChildren([deskHome, chain, folder.addChildren([folderHome, message])]),
      ...writeRoutes(inside),
    ]),
  ]),
  trailingSlash: 'never',
  defaultPreload: false,
  defaultPendingMs: 400,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
