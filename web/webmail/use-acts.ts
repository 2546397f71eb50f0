import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Folder } from '#contract';
import { api, asFault, ask, faultWords, kitTexts, sayIn, tell } from '#kit';
import { ARCHIVE, archiveOf, folderName } from './folder-names.ts';
import { byFolder } from './selection.ts';
import { webmailTexts } from './webmail-texts.ts';

type Groups = readonly { readonly folder: string; readonly uids: readonly number[] }[];

export interface Acts {
  /** Keys are `folder/uid`. True: done. */
  flag(
    keys: Iterable<string>,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<boolean>;
  move(keys: Iterable<string>, to: string, name: string): Promise<boolean>;
  /** To the archive, which is made when there is none. */
  archive(keys: Iterable<string>, folders: readonly Folder[]): Promise<boolean>;
  /** To the bin; from the bin for good, after asking. */
  remove(keys: Iterable<string>, isBin: boolean): Promise<boolean>;
}

/** What is done with messages, many at once; each can be taken back from the note that tells of it. */
export function useActs(mailbox: string): Acts {
  const queries = useQueryClient();
  return useMemo(() => {
    const say = sayIn(webmailTexts);
    const refresh = () =>
      Promise.all(
        ['rows', 'folders', 'thread', 'use', 'message'].map((name) =>
          queries.invalidateQueries({ queryKey: [name, mailbox] }),
        ),
      );
    const guarded = async (act: () => Promise<void>): Promise<boolean> => {
      try {
        await act();
        return true;
      } catch (thrown) {
        tell(faultWords(asFault(thrown), sayIn(kitTexts)), { tone: 'bad' });
        return false;
      } finally {
        void refresh();
      }
    };
    const flags = async (groups: Groups, add: readonly string[], remove: readonly string[]) => {
      for (const { folder, uids } of groups)
        await api(
          'POST /mailboxes/{mailbox}/messages/flags',
          { mailbox },
          { body: { folder, uids: [...uids], add: [...add], remove: [...remove] } },
        );
    };
    const moves = async (groups: Groups, to: string): Promise<readonly { from: string; uids: readonly number[] }[]> => {
      const moved: { from: string; uids: readonly number[] }[] = [];
      for (const { folder, uids } of groups) {
        if (folder === to) continue;
        const answer = await api(
          'POST /mailboxes/{mailbox}/messages/move',
          { mailbox },
          { body: { folder, uids: [...uids], to } },
        );
        moved.push({ from: folder, uids: answer.uids });
      }
      return moved;
    };
    const moveBack = (to: string, moved: readonly { from: string; uids: readonly number[] }[]) =>
      void guarded(async () => {
        for (const { from, uids } of moved) if (uids.length > 0) await moves([{ folder: to, uids }], from);
        tell(say('acts.undone'));
      });
    const count = (groups: Groups) => groups.reduce((sum, { uids }) => sum + uids.length, 0);
    return {
      flag: (keys, { add = [], remove = [] }) =>
        guarded(async () => {
          const groups = byFolder(keys);
          await flags(groups, add, remove);
          if (count(groups) > 1)
            tell(say('acts.changed', { count: count(groups) }), {
              undo: () => void guarded(() => flags(groups, remove, add)),
            });
        }),
      move: (keys, to, folder) =>
        guarded(async () => {
          const groups = byFolder(keys);
          const moved = await moves(groups, to);
          tell(say('acts.moved', { count: count(groups), folder }), { undo: () => moveBack(to, moved) });
        }),
      archive: (keys, folders) =>
        guarded(async () => {
          const groups = byFolder(keys);
          const folder =
            archiveOf(folders) ??
            (await api('POST /mailboxes/{mailbox}/folders', { mailbox }, { body: { name: ARCHIVE } }));
          const moved = await moves(groups, folder.id);
          const told = say('acts.moved', { count: count(groups), folder: folderName(folder, say) });
          tell(told, { undo: () => moveBack(folder.id, moved) });
        }),
      async remove(keys, isBin) {
        const groups = byFolder(keys);
        const question = {
          title: say('acts.askDelete'),
          text: say('acts.askDeleteText'),
          action: say('acts.deleteForGood'),
          isDanger: true,
        };
        if (isBin && !(await ask(question))) return false;
        return guarded(async () => {
          const moved: { from: string; uids: readonly number[] }[] = [];
          let bin: string | undefined;
          for (const { folder, uids } of groups) {
            const answer = await api(
              'POST /mailboxes/{mailbox}/messages/delete',
              { mailbox },
              { body: { folder, uids: [...uids] } },
            );
            bin ??= answer.movedTo;
            if (answer.movedTo !== undefined) moved.push({ from: folder, uids: answer.uids });
          }
          const told = say(bin === undefined ? 'acts.gone' : 'acts.deleted', { count: count(groups) });
          tell(told, bin === undefined ? {} : { undo: () => moveBack(bin, moved) });
        });
      },
    };
  }, [mailbox, queries]);
}
