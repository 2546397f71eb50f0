import type { ProviderConfig } from '#config';
import {
  type AreaRoutes,
  developerRoutes,
  type SessionPorts,
  securityRoutes,
  sessionRoutes,
  type Visitors,
} from '#doors/web-api';
import { openVisitors } from '#sign-in';
import type { CommonToDoors } from './doors-ports.ts';
import { unreadIn } from './unread-in.ts';
import type { WebGround } from './web-ports.ts';

/** What stands behind the API: who somebody is, and the handlers of each area. */
export interface WebAreas {
  readonly visitors: Visitors;
  readonly routes: AreaRoutes;
  /** What works by itself beside them: starts with the door, ends with it. */
  stop(): Promise<void>;
}

/** Every area of the contract with its office: each line gives an office its ports and nothing else. */
export async function openWebAreas(
  config: ProviderConfig,
  _common: CommonToDoors,
  { store, blobs, signIn, notifying }: WebGround,
): Promise<WebAreas> {
  const visitors = openVisitors(signIn, async (token) => {
    const found = await notifying.bearers.bearer(token);
    return found && { ...found, id: found.credential, language: 'it' };
  });
  const session: SessionPorts = {
    ground: signIn,
    visitors,
    unread: (mailboxes) => unreadIn(mailboxes, store),
    organisationName: async () => undefined,
    isSandbox: config.sandbox,
  };
  const routes: AreaRoutes = {
    session: sessionRoutes(session),
    security: securityRoutes(session),
    developers: developerRoutes({ ...notifying, store, blobs }),
  };
  return { visitors, routes, stop: async () => {} };
}
