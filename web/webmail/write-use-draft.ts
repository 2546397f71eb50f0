import { useEffect, useMemo, useRef, useState } from 'react';
import type { Draft, Letter } from '#contract';
import { api, asFault } from '#kit';
import { Saver, type SaveState } from './write-saver.ts';
import { forgetUnsaved, keepUnsaved, type Unsaved } from './write-unsaved.ts';

/** What became of a save that failed. */
export function savedKindOf(fault: unknown): 'elsewhere' | 'gone' | 'passing' | 'lasting' {
  const { kind } = asFault(fault);
  if (kind === 'changed') return 'elsewhere';
  if (kind === 'not-found') return 'gone';
  return kind === 'network' || kind === 'not-now' || kind === 'too-many' ? 'passing' : 'lasting';
}

/** Keeps a draft saved while it is written. `unsaved`: it goes on with what was written when a session ended, upon the version it was then. */
export function useSavedDraft(mailbox: string, draft: Draft, unsaved?: Unsaved) {
  const [state, setState] = useState<SaveState>({ is: 'saved', at: draft.version === 1 ? undefined : draft.savedAt });
  const saver = useMemo(
    () =>
      new Saver<Letter>(
        {
          save: (letter, version) => save(mailbox, draft.id, letter, version),
          kindOf: savedKindOf,
          later(act, ms) {
            const timer = setTimeout(act, ms);
            return () => clearTimeout(timer);
          },
        },
        { ...draft, ...(unsaved?.version !== undefined && { version: unsaved.version }) },
        setState,
      ),
    [mailbox, draft, unsaved],
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

async function save(mailbox: string, draft: string, letter: Letter, version: number | undefined): Promise<Draft> {
  const query = version === undefined ? {} : { version };
  try {
    const saved = await api('PUT /mailboxes/{mailbox}/drafts/{draft}', { mailbox, draft }, { body: letter, query });
    forgetUnsaved(mailbox, draft);
    return saved as Draft;
  } catch (fault) {
    if (asFault(fault).kind === 'unknown') keepUnsaved(mailbox, draft, { version, letter });
    throw fault;
  }
}
