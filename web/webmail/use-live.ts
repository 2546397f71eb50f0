import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Folder, MailChange } from '#contract';
import { type Liveness, useChanges } from '#kit';

const TOGETHER_MS = 300;

/** Keeps what is shown of a mailbox as it is there, by what the server tells. A burst of changes is asked for once. */
export function useLive(mailbox: string): Liveness {
  const queries = useQueryClient();
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (...names: readonly string[]) => {
    for (const name of names) waiting.current.add(name);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const all = [...waiting.current];
      waiting.current.clear();
      for (const name of all) void queries.invalidateQueries({ queryKey: name.split('\n') });
    }, TOGETHER_MS);
  };
  const key = (...parts: readonly string[]) => parts.join('\n');
  return useChanges(mailbox, {
    change(change) {
      setCounts(queries, mailbox, change);
      if (change.kind === 'folder') later(key('rows', mailbox), key('use', mailbox), key('thread', mailbox));
      if (change.kind === 'folders') later(key('folders', mailbox));
      if (change.kind === 'chain')
        later(key('chain', mailbox, change.identificativo), key('rows', mailbox), key('message', mailbox));
      if (change.kind === 'outbox') later(key('outbox', mailbox), key('approvals', mailbox));
      if (change.kind === 'team') later(key('charge', mailbox), key('desk', mailbox), key('rows', mailbox));
    },
    gap() {
      later(
        key('folders', mailbox),
        key('rows', mailbox),
        key('chain', mailbox),
        key('message', mailbox),
        key('thread', mailbox),
        key('outbox', mailbox),
        key('approvals', mailbox),
        key('charge', mailbox),
        key('desk', mailbox),
        key('use', mailbox),
      );
    },
  });
}

function setCounts(queries: QueryClient, mailbox: string, change: MailChange): void {
  if (change.kind !== 'folder') return;
  const { folder, messages, unread } = change;
  queries.setQueryData<Folder[]>(['folders', mailbox], (folders) =>
    folders?.map((one) => (one.id === folder ? { ...one, messages, unread } : one)),
  );
}
