import { QueryClient } from '@tanstack/react-query';
import { ApiFault } from './api-fault.ts';

const TRIES = 2;

/** What was asked is kept while it is shown; what the world is at fault for is tried again, a refusal is not. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (count, fault) =>
          count < TRIES && (!(fault instanceof ApiFault) || fault.kind === 'network' || fault.kind === 'not-now'),
      },
      mutations: { retry: false },
    },
  });
}
