import type { Folder } from '#contract';
import { Dialog, Icon, plain, useTexts } from '#kit';
import { FOLDER_ICONS, folderName, inOrder } from './folder-names.ts';
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
  const open = inOrder(folders).filter((folder) => folder.id !== from && folder.use !== 'drafts' && mayIn(folder, 'i'));
  return (
    <Dialog title={say('acts.moveTitle')} size="sm" onClose={onClose}>
      <ul className="plain pick-list">
        {open.map((folder) => {
          const name = folderName(folder, say);
          return (
            <li key={folder.id}>
              <button
                type="button"
                className="pick"
                onClick={() => {
                  onMove(folder.id, name);
                  onClose();
                }}
              >
                <Icon name={FOLDER_ICONS[folder.use]} size="sm" />
                {plain(folder.use === 'own' ? folder.name.replaceAll('/', ' / ') : name)}
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
