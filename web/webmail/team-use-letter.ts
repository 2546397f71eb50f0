import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Letter, Merge } from '#contract';
import { api } from '#kit';
import { Saver, type SaveState } from './write-saver.ts';
import { savedKindOf } from './write-use-draft.ts';

export interface MergeLetter {
  readonly addressColumn: string;
  readonly letter: Letter;
}

/** Keeps the letter of a mail merge saved while it is written: what is shown, tried and sent is what stands in the fields. */
export function useSavedLetter(mailbox: string, merge: Merge) {
  const queries = useQueryClient();
  const [state, setState] = useState<SaveState>({ is: 'saved', at: undefined });
  const { id } = merge;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version moves with each save; the one that was opened begins
  const saver = useMemo(
    () =>
      new Saver<MergeLetter>(
        {
          async save(body, version) {
            const query = version === undefined ? {} : { version };
            const name = 'PUT /mailboxes/{mailbox}/merges/{merge}';
            const saved = await api(name, { mailbox, merge: id }, { body, query });
            queries.setQueryData(['merge', mailbox, id], saved);
            return { version: saved.version, savedAt: '' };
          },
          kindOf: savedKindOf,
          later(act, ms) {
            const timer = setTimeout(act, ms);
            return () => clearTimeout(timer);
          },
        },
        { version: merge.version, savedAt: '' },
        setState,
      ),
    [mailbox, id, queries],
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (saver.state.is !== 'saved') event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
      void saver.flush().catch(() => {});
    };
  }, [saver]);
  return { saver, state };
}
