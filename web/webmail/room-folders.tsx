import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Folder } from '#contract';
import {
  Badge,
  Button,
  EmptyState,
  ErrorState,
  Icon,
  Menu,
  type MenuItem,
  Notice,
  plain,
  Skeleton,
  useTexts,
} from '#kit';
import { FolderDialog } from './folder-dialog.tsx';
import { branchName, folderIcon } from './folder-names.ts';
import { folderTexts } from './folder-texts.ts';
import { type Branch, isFree, parentOf, placesFor, treeOf } from './folder-tree.ts';
import { foldersQuery } from './mail-queries.ts';
import { RoomFrame } from './room-frame.tsx';
import { roomTexts } from './room-texts.ts';
import { useFolderRemoval } from './use-folder-removal.ts';
import { webmailTexts } from './webmail-texts.ts';

/** What the dialog is about: a new folder, perhaps inside another, or one that is there. */
export type Wanted = { readonly inside?: string } | { readonly folder: Folder };

/** All folders of the box, and what can be done with one's own. */
export function FoldersPage() {
  const { mailbox } = useParams({ strict: false }) as { mailbox: string };
  const say = useTexts(folderTexts);
  const sayRoom = useTexts(roomTexts);
  const folders = useQuery(foldersQuery(mailbox));
  const [wanted, want] = useState<Wanted>();
  const all = folders.data ?? [];
  const mayMake = all.some(({ rights }) => rights.includes('k'));
  const add = (
    <Button look="primary" icon="plus" onClick={() => want({})}>
      {say('add')}
    </Button>
  );
  const tree = treeOf(all);
  return (
    <RoomFrame mailbox={mailbox} here="folders" title={sayRoom('nav.folders')} lead={say('lead')}>
      {folders.isPending && <Skeleton />}
      {folders.isError && <ErrorState fault={folders.error} onRetry={() => void folders.refetch()} />}
      {folders.data !== undefined && !mayMake && <Notice tone="plain">{say('mayNot')}</Notice>}
      {mayMake && tree.some(({ folder }) => isFree(folder)) && <div>{add}</div>}
      {tree.length > 0 && (
        <ul className="plain card lines" aria-label={say('listLabel')}>
          {tree.map((branch) => (
            <FolderLine key={branch.folder.id} mailbox={mailbox} branch={branch} all={all} want={want} />
          ))}
        </ul>
      )}
      {mayMake && !tree.some(({ folder }) => isFree(folder)) && (
        <EmptyState icon="folder" title={say('emptyTitle')} action={add}>
          {say('emptyText')}
        </EmptyState>
      )}
      {wanted !== undefined && (
        <FolderDialog mailbox={mailbox} wanted={wanted} folders={all} onClose={() => want(undefined)} />
      )}
    </RoomFrame>
  );
}

interface LineProps {
  readonly mailbox: string;
  readonly branch: Branch;
  readonly all: readonly Folder[];
  readonly want: (wanted: Wanted) => void;
}

function FolderLine({ mailbox, branch, all, want }: LineProps) {
  const say = useTexts(folderTexts);
  const sayMail = useTexts(webmailTexts);
  const remove = useFolderRemoval(mailbox);
  const { folder, depth } = branch;
  const name = plain(branchName(branch, sayMail));
  const parent = parentOf(folder, all);
  const items: MenuItem[] = [];
  if (placesFor(undefined, all).some((one) => one.folder.id === folder.id))
    items.push({ label: say('addInside'), icon: 'plus', run: () => want({ inside: folder.id }) });
  if (isFree(folder))
    items.push(
      { label: say('edit'), icon: 'pencil', run: () => want({ folder }) },
      {
        label: say('remove'),
        icon: 'delete',
        isDanger: true,
        isApart: true,
        run: () => void remove(folder, name, all),
      },
    );
  return (
    <li className={`line folder-line folder-line-deep-${Math.min(depth, 4)}`}>
      <div className="folder-line-words">
        <Icon name={folderIcon(folder)} size="sm" />
        <div>
          <p className="row">
            <Link className="break" to="/posta/$mailbox/$folder" params={{ mailbox, folder: folder.id }}>
              {name}
              {parent !== undefined && (
                <span className="visually-hidden">
                  {' '}
                  ({say('place')}: {plain(parent.name)})
                </span>
              )}
            </Link>
            {!isFree(folder) && folder.use !== 'own' && <Badge>{say('system')}</Badge>}
          </p>
          <p className="quiet small">
            {say('messages', { count: folder.messages })}
            {folder.unread > 0 && ` · ${say('unread', { count: folder.unread })}`}
          </p>
        </div>
      </div>
      {items.length > 0 && (
        <Menu label={say('acts', { name })} face={<Icon name="more-items" size="sm" />} items={items} />
      )}
    </li>
  );
}
