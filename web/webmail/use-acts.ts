import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Folder } from '#contract';
import { api, asFault, ask, faultWords, kitTexts, sayIn, tell } from '#kit';
import { folderName } from './folder-names.ts';
import { ARCHIVE, archiveOf } from './folder-tree.ts';
import { changeFlags, countOf, deleteAll, type Groups, type Moved, moveBack, moveTo, packed } from './many-messages.ts';
import { saveFile } from './save-file.ts';
import { byFolder } from './selection.ts';
import { webmailTexts } from './webmail-texts.ts';

export interface Acts {
  /** Keys are `folder/uid`. True: done. */
  flag(
    keys: Iterable<string>,
    change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<boolean>;
  move(keys: Iterable<string>, to: string, name: string): Promise<boolean>;
  /** To the archive, which is made when there is none. */
  archive(keys: Iterable<string>, folders: readonly Folder[]): Promise<boolean>;
  /** Those of one folder, as a ZIP of the originals. */
  save(group: Groups[number], name: string): Promise<boolean>;
  /** To the bin; from the bin for good, after asking. */
  remove(keys: Iterable<string>, isBin: boolean): Promise<boolean>;
}

type Queries = ReturnType<typeof useQueryClient>;
/** Does it, says what failed, and lets the lists be read anew. True: done. */
type Guarded = (act: () => Promise<void>) => Promise<boolean>;

/** What is done with messages, many at once; each can be taken back from the note that tells of it. */
export function useActs(mailbox: string): Acts {
  const queries = useQueryClient();
  return useMemo(() => actsOf(mailbox, guardedBy(mailbox, queries)), [mailbox, queries]);
}

function guardedBy(mailbox: string, queries: Queries): Guarded {
  return async (act) => {
    try {
      await act();
      return true;
    } catch (thrown) {
      tell(faultWords(asFault(thrown), sayIn(kitTexts)), { tone: 'bad' });
      return false;
    } finally {
      for (const name of ['rows', 'folders', 'thread', 'use', 'message'])
        void queries.invalidateQueries({ queryKey: [name, mailbox] });
    }
  };
}

function actsOf(mailbox: string, guarded: Guarded): Acts {
  const say = sayIn(webmailTexts);
  const undoMove = (to: string, moved: Moved) => () =>
    void guarded(async () => {
      await moveBack(mailbox, moved, to);
      tell(say('acts.undone'));
    });
  const moveAndTell = async (groups: Groups, to: string, folder: string) => {
    const moved = await moveTo(mailbox, groups, to);
    tell(say('acts.moved', { count: countOf(groups), folder }), { undo: undoMove(to, moved) });
  };
  return {
    flag: (keys, { add = [], remove = [] }) =>
      guarded(async () => {
        const groups = byFolder(keys);
        await changeFlags(mailbox, groups, add, remove);
        const count = countOf(groups);
        const undo = () => void guarded(() => changeFlags(mailbox, groups, remove, add));
        if (count > 1) tell(say('acts.changed', { count }), { undo });
      }),
    move: (keys, to, folder) => guarded(() => moveAndTell(byFolder(keys), to, folder)),
    archive: (keys, folders) =>
      guarded(async () => {
        const made = () => api('POST /mailboxes/{mailbox}/folders', { mailbox }, { body: { name: ARCHIVE } });
        const folder = archiveOf(folders) ?? (await made());
        await moveAndTell(byFolder(keys), folder.id, folderName(folder, say));
      }),
    save: (group, name) =>
      guarded(async () => {
        tell(say('acts.exporting'));
        saveFile(await packed(mailbox, group), `${name}.zip`);
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
        const { bin, moved } = await deleteAll(mailbox, groups);
        const told = say(bin === undefined ? 'acts.gone' : 'acts.deleted', { count: countOf(groups) });
        tell(told, bin === undefined ? {} : { undo: undoMove(bin, moved) });
      });
    },
  };
}
