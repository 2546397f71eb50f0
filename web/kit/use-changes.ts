import { useEffect, useRef, useState } from 'react';
import type { MailChange } from '#contract';
import { urlOf } from './api.ts';
import { type Liveness, listenToChanges } from './changes.ts';

/** What changes in a mailbox, as it changes. `onGap` when something may have been missed. */
export function useChanges(
  mailbox: string | undefined,
  on: { readonly change: (change: MailChange) => void; readonly gap: () => void },
): Liveness {
  const [liveness, setLiveness] = useState<Liveness>('connecting');
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  useEffect(() => {
    if (mailbox === undefined) return;
    return listenToChanges(urlOf('GET /mailboxes/{mailbox}/changes', { mailbox }), {
      change: (change) => latest.current.change(change),
      gap: () => latest.current.gap(),
      liveness: setLiveness,
    });
  }, [mailbox]);
  return liveness;
}
