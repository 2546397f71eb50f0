import { useQueryClient } from '@tanstack/react-query';
import type { Folder } from '#contract';
import { api, asFault, ask, faultWords, kitTexts, sayIn, tell, useTexts } from '#kit';
import { folderTexts } from './folder-texts.ts';
import { insideOf } from './folder-tree.ts';

/** Deletes a folder after saying what becomes of what is inside. */
export function useFolderRemoval(mailbox: string) {
  const queries = useQueryClient();
  const say = useTexts(folderTexts);
  return async (folder: Folder, name: string, all: readonly Folder[]): Promise<void> => {
    const inside = insideOf(folder, all);
    const count = [folder, ...inside].reduce((sum, { messages }) => sum + messages, 0);
    const words = [
      count === 0 ? say('removeEmpty') : say('removeMail', { count }),
      ...(inside.length > 0 ? [say('removeInside', { count: inside.length })] : []),
      say('removeRules'),
    ];
    const question = { title: say('removeTitle', { name }), text: words.join(' '), action: say('remove') };
    if (!(await ask({ ...question, isDanger: true }))) return;
    try {
      await api('DELETE /mailboxes/{mailbox}/folders/{folder}', { mailbox, folder: folder.id });
      tell(count === 0 ? say('removed', { name }) : say('removedMail', { name, count }), { tone: 'good' });
    } catch (thrown) {
      tell(faultWords(asFault(thrown), sayIn(kitTexts)), { tone: 'bad' });
    } finally {
      for (const key of ['folders', 'rows', 'use']) void queries.invalidateQueries({ queryKey: [key, mailbox] });
    }
  };
}
