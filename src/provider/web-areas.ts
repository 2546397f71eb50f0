import type { ProviderConfig } from '#config';
import type { AreaRoutes, Visitors } from '#doors/web-api';
import type { CommonToDoors } from './doors-ports.ts';
import type { WebGround } from './web-ports.ts';

/** What stands behind the API: who somebody is, and the handlers of each area. */
export interface WebAreas {
  readonly visitors: Visitors;
  readonly routes: AreaRoutes;
  /** What works by itself beside them: starts with the door, ends with it. */
  stop(): Promise<void>;
}

const NOBODY: Visitors = {
  ofSession: async () => undefined,
  ofBearer: async () => undefined,
  box: async () => undefined,
};

/** Every area of the contract with its office: each line gives an office its ports and nothing else. */
export async function openWebAreas(
  _config: ProviderConfig,
  _common: CommonToDoors,
  _ground: WebGround,
): Promise<WebAreas> {
  return { visitors: NOBODY, routes: {}, stop: async () => {} };
}
