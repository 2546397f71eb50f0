import type { AnyRoute } from '@tanstack/react-router';

/** The pages for writing and for settings, below the route for who is signed in; each loaded when it is opened. */
export function writeRoutes(_inside: AnyRoute): AnyRoute[] {
  return [];
}
