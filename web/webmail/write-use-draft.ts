import { useEffect, useMemo, useRef, useState } from 'react';
import type { Draft, Letter } from '#contract';
import { api, asFault } from '#kit';
import { Saver, type SaveState } from './write-saver.ts';

/** What became of a save that failed. */
export function savedKindOf(fault: unknown): 'elsewhere' | 'gone' | 'passing' | 'lasting' {
  const { kind } = asFault(fault);
  if (kind === 'changed') return 'elsewhere';
  if (kind === 'not-found') return 'gone';
  return kind === 'network' || kind === 'not-now' || kind === 'too-many' ? 'passing' : 'lasting';
}

/** Keeps a draft saved while it is written. */
export function useSavedDraft(mailbox: string, draft: Draft) {
  const [state, setState] = useState<SaveState>({ is: 'saved', at: draft.version === 1 ? undefined : draft.savedAt });
  const saver = useMemo(
    () =>
      new Saver<Letter>(
        {
          save: (letter, version) =>
            api(
              'PUT /mailboxes/{mailbox}/drafts/{draft}',
              { mailbox, draft: draft.id },
              { body: letter, query: version === undefined ? {} : { version } },
            ),
          kindOf: savedKindOf,
          later(act, ms) {
            const timer = setTimeout(act, ms);
            return () => clearTimeout(timer);
          },
        },
        draft,
        setState,
      ),
    [mailbox, draft],
  );
  const kept = useRef(saver);
  kept.current = saver;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (kept.current.state.is !== 'saved') event.preventDefault();
    };
    const back = () => void kept.current.flush().catch(() => {});
    addEventListener('beforeunload', warn);
    addEventListener('online', back);
    return () => {
      removeEventListener('beforeunload', warn);
      removeEventListener('online', back);
      back();
    };
  }, []);
  return { saver, state };
}
