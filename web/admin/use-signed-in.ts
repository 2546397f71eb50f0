import { useEffect, useState } from 'react';
import { type ApiFault, asFault, findOutWho } from '#kit';

/** Where the sign-in page is; it leads back here. */
export function toSignIn(): void {
  const here = location.pathname + location.search;
  location.assign(`/accesso?per=${encodeURIComponent(here)}`);
}

/** Finds out who is there; who is not signed in is led to the page for it. */
export function useSignedIn(): { readonly fault: ApiFault | undefined; again(): void } {
  const [fault, setFault] = useState<ApiFault>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt asks again
  useEffect(() => {
    findOutWho().catch((thrown: unknown) => {
      const what = asFault(thrown);
      if (what.kind === 'unknown') toSignIn();
      else setFault(what);
    });
  }, [attempt]);
  return {
    fault,
    again() {
      setFault(undefined);
      setAttempt(attempt + 1);
    },
  };
}
