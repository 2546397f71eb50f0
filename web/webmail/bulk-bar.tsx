import { useState } from 'react';
import type { Folder } from '#contract';
import { Icon, IconButton, Menu, type MenuItem, useTexts } from '#kit';
import { folderName } from './folder-names.ts';
import { LabelDialog } from './label-dialog.tsx';
import { mayIn } from './mail-queries.ts';
import { MoveDialog } from './move-dialog.tsx';
import { byFolder, NOTHING_CHOSEN, type Selection } from './selection.ts';
import type { Acts } from './use-acts.ts';
import type { Hands } from './use-hands.ts';
import { webmailTexts } from './webmail-texts.ts';

interface Props {
  readonly title: string;
  readonly mailbox: string;
  readonly folder: Folder | undefined;
  readonly folders: readonly Folder[];
  readonly selection: Selection;
  readonly acts: Acts;
  readonly choose: (next: Selection) => void;
  readonly hands: Hands;
}

/** What can be done with all that are chosen. */
export function BulkBar({ title, mailbox, folder, folders, selection, acts, choose, hands }: Props) {
  const say = useTexts(webmailTexts);
  const [opened, open] = useState<'move' | 'label'>();
  const { keys } = selection;
  const mayMark = folder === undefined || mayIn(folder, 's');
  const mayDelete = folder === undefined || mayIn(folder, 't');
  const [only, ...rest] = byFolder(keys);
  const items: MenuItem[] = [
    {
      label: say('acts.seen'),
      icon: 'mail-open',
      isDisabled: !mayMark,
      run: () => void acts.flag(keys, { add: ['\\Seen'] }),
    },
    {
      label: say('acts.unseen'),
      icon: 'mail',
      isDisabled: !mayMark,
      run: () => void acts.flag(keys, { remove: ['\\Seen'] }),
    },
    { label: say('acts.flag'), icon: 'star-full', run: () => void acts.flag(keys, { add: ['\\Flagged'] }) },
    { label: say('acts.unflag'), icon: 'star-outline', run: () => void acts.flag(keys, { remove: ['\\Flagged'] }) },
    { label: say('acts.label'), icon: 'bookmark', run: () => open('label') },
  ];
  if (only !== undefined && rest.length === 0)
    items.push({
      label: say('acts.export'),
      icon: 'download',
      isApart: true,
      run: () => void acts.save(only, folder === undefined ? 'PEC' : folderName(folder, say)),
    });
  return (
    <div className="list-head bulk-bar" role="toolbar" aria-label={say('acts.bulk')}>
      <h1 className="visually-hidden">{title}</h1>
      <div className="list-head-line">
        <IconButton icon="close" label={say('list.unselect')} onClick={() => choose(NOTHING_CHOSEN)} />
        <p className="list-title" role="status">
          {selection.of === undefined
            ? say('list.selected', { count: keys.size })
            : say('list.selectedOf', { count: keys.size, whole: selection.of })}
        </p>
        <IconButton icon="archive" label={say('acts.archive')} keys="e" disabled={!mayDelete} onClick={hands.archive} />
        <IconButton icon="folder" label={say('acts.move')} disabled={!mayDelete} onClick={() => open('move')} />
        <IconButton
          icon="delete"
          label={say('acts.delete')}
          keys="Delete"
          disabled={!mayDelete}
          onClick={hands.remove}
        />
        <Menu label={say('acts.bulk')} face={<Icon name="more-items" size="sm" />} items={items} />
      </div>
      {opened === 'move' && (
        <MoveDialog
          folders={folders}
          from={folder?.id}
          onClose={() => open(undefined)}
          onMove={async (to, name) => {
            if (await acts.move(keys, to, name)) choose(NOTHING_CHOSEN);
          }}
        />
      )}
      {opened === 'label' && (
        <LabelDialog
          mailbox={mailbox}
          labels={[]}
          onClose={() => open(undefined)}
          onChange={(change) => void acts.flag(keys, change)}
        />
      )}
    </div>
  );
}
