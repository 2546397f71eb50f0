import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { plain, usePageTitle, useTexts } from '#kit';
import { BulkBar } from './bulk-bar.tsx';
import { folderName } from './folder-names.ts';
import { HandsContext } from './list-hands.ts';
import { ListHead } from './list-head.tsx';
import { boxesQuery, foldersQuery, placeOf } from './mail-queries.ts';
import { MessageList } from './message-list.tsx';
import { NOTHING_CHOSEN, type Selection } from './selection.ts';
import { useActs } from './use-acts.ts';
import { useHands } from './use-hands.ts';
import { useListKeys } from './use-list-keys.ts';
import { useRows } from './use-rows.ts';
import { webmailTexts } from './webmail-texts.ts';

/** A folder, or what was searched for: the list, and beside it what is open. */
export function FolderView() {
  const { mailbox, folder: folderId } = useParams({ from: '/inside/posta/$mailbox/$folder' });
  const search = useSearch({ from: '/inside/posta/$mailbox/$folder' });
  const { uid } = useParams({ strict: false }) as { uid?: string };
  const say = useTexts(webmailTexts);
  const { data: folders } = useQuery(foldersQuery(mailbox));
  const { data: boxes } = useQuery(boxesQuery);
  const folder = folders?.find(({ id }) => id === folderId);
  const placeKey = JSON.stringify(placeOf(mailbox, folderId, search));
  // biome-ignore lint/correctness/useExhaustiveDependencies: told by its values
  const place = useMemo(() => placeOf(mailbox, folderId, search), [placeKey]);
  const [range, setRange] = useState({ key: placeKey, first: 0, last: 12, total: 0 });
  const seen = range.key === placeKey ? range : { key: placeKey, first: 0, last: 12, total: 0 };
  const rows = useRows(place, seen.first, seen.last, seen.total);
  const [chosen, setChosen] = useState<{ key: string; selection: Selection }>({
    key: placeKey,
    selection: NOTHING_CHOSEN,
  });
  const selection = chosen.key === placeKey ? chosen.selection : NOTHING_CHOSEN;
  const choose = (next: Selection) => setChosen({ key: placeKey, selection: next });
  const acts = useActs(mailbox);
  const openSpot = uid === undefined ? undefined : { folder: search.of ?? folderId, uid: Number(uid) };
  const hands = useHands({
    mailbox,
    folderId,
    search,
    rows,
    place,
    selection,
    choose,
    openSpot,
    folders: folders ?? [],
    acts,
  });
  useListKeys(hands, acts);
  const title = search.everywhere
    ? say('folders.everywhere')
    : folder === undefined
      ? ''
      : plain(folderName(folder, say));
  const unread = folder !== undefined && folder.unread > 0 ? `(${folder.unread}) ` : '';
  usePageTitle(uid === undefined ? `${unread}${title}` : undefined, boxes?.find(({ id }) => id === mailbox)?.address);
  return (
    <HandsContext value={hands}>
      <main id="main" className={`panes${uid === undefined ? '' : ' panes-open'}`}>
        <section className="list-pane" aria-label={say('list.label', { folder: title })} id="messages">
          {selection.keys.size > 0 ? (
            <BulkBar
              title={title}
              mailbox={mailbox}
              folder={folder}
              folders={folders ?? []}
              selection={selection}
              acts={acts}
              choose={choose}
              hands={hands}
            />
          ) : (
            <ListHead
              title={title}
              total={rows.isPending ? undefined : rows.total}
              among={rows.lookedThrough}
              search={search}
              folder={folder}
              onChooseAll={hands.chooseAll}
            />
          )}
          <MessageList
            key={placeKey}
            rows={rows}
            hands={hands}
            use={folder?.use}
            search={search}
            mailbox={mailbox}
            folder={folderId}
            openSpot={openSpot}
            selection={selection}
            choose={choose}
            onRange={(first, last) => setRange({ key: placeKey, first, last, total: rows.total })}
            label={say('list.label', { folder: title })}
          />
        </section>
        <Outlet />
      </main>
    </HandsContext>
  );
}
