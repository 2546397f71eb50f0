import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Folder, MailChange } from '#contract';
import { type Liveness, useChanges } from '#kit';

const TOGETHER_MS = 300;

/** Whatever a page may show of a mailbox and the server tells of. */
const ALL = [
  ...['folders', 'rows', 'chain', 'message', 'thread', 'use'],
  ...['outbox', 'approvals', 'charge', 'desk', 'merge', 'merges'],
] as const;

/** Keeps what is shown of a mailbox as it is there, by what the server tells. A burst of changes is asked for once. */
export function useLive(mailbox: string | undefined): Liveness {
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
  const key = (name: string, ...parts: readonly string[]) => [name, mailbox ?? '', ...parts].join('\n');
  return useChanges(mailbox, {
    change(change) {
      setCounts(queries, mailbox, change);
      if (change.kind === 'folder') later(key('rows'), key('use'), key('thread'));
      if (change.kind === 'folders') later(key('folders'));
      if (change.kind === 'chain') later(key('chain', change.identificativo), key('rows'), key('message'));
      if (change.kind === 'outbox') later(key('outbox'), key('approvals'));
      if (change.kind === 'merges') later(key('merge'), key('merges'));
      if (change.kind === 'team') later(key('charge'), key('desk'), key('rows'));
    },
    gap() {
      later(...ALL.map((name) => key(name)));
    },
  });
}

function setCounts(queries: QueryClient, mailbox: string | undefined, change: MailChange): void {
  if (change.kind !== 'folder') return;
  const { folder, messages, unread } = change;
  queries.setQueryData<Folder[]>(['folders', mailbox], (folders) =>
    folders?.map((one) => (one.id === folder ? { ...one, messages, unread } : one)),
  );
}
