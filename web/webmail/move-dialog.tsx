import type { Folder } from '#contract';
import { Dialog, Icon, plain, useTexts } from '#kit';
import { branchName, folderIcon, folderName } from './folder-names.ts';
import { treeOf } from './folder-tree.ts';
import { mayIn } from './mail-queries.ts';
import { webmailTexts } from './webmail-texts.ts';

interface Props {
  readonly folders: readonly Folder[];
  readonly from: string | undefined;
  readonly onClose: () => void;
  readonly onMove: (to: string, name: string) => void;
}

/** Chooses a folder. */
export function MoveDialog({ folders, from, onClose, onMove }: Props) {
  const say = useTexts(webmailTexts);
  const open = treeOf(folders).filter(
    ({ folder }) => folder.id !== from && folder.use !== 'drafts' && mayIn(folder, 'i'),
  );
  return (
    <Dialog title={say('acts.moveTitle')} size="sm" onClose={onClose}>
      <ul className="plain pick-list">
        {open.map((branch) => {
          const { folder, depth } = branch;
          const name = folderName(folder, say);
          return (
            <li key={folder.id}>
              <button
                type="button"
                className={`pick folder-deep-${Math.min(depth, 3)}`}
                onClick={() => {
                  onMove(folder.id, name);
                  onClose();
                }}
              >
                <Icon name={folderIcon(folder)} size="sm" />
                {plain(branchName(branch, say))}
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
