import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Folder, MailRow } from '#contract';
import { type Place, readRows } from './mail-queries.ts';
import type { FolderSearch } from './paths.ts';
import { type Selection, type Spot, spotKey, toggled } from './selection.ts';
import type { Acts } from './use-acts.ts';
import type { ListHands } from './use-list-keys.ts';
import type { KnownRows } from './use-rows.ts';

interface Given {
  readonly mailbox: string;
  readonly folderId: string;
  readonly search: FolderSearch;
  readonly rows: KnownRows;
  readonly place: Place;
  readonly selection: Selection;
  readonly choose: (next: Selection) => void;
  readonly openSpot: Spot | undefined;
  readonly folders: readonly Folder[];
  readonly acts: Acts;
}

export interface Hands extends ListHands {
  /** Where the keyboard stands. */
  readonly position: number;
  stand(position: number): void;
  /** Counts the moves by keyboard: the list brings the row into sight and gives it the focus. */
  readonly moves: number;
}

const MOST = 10_000;
const AT_ONCE = 500;

/** What keys and buttons do with the list: moving, opening, choosing, and the acts for what is meant. */
export function useHands(given: Given): Hands {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const latest = useRef(given);
  useEffect(() => {
    latest.current = given;
  });
  const { openSpot, rows } = given;
  const openAt = openSpot === undefined ? undefined : rows.find(openSpot);
  const [standing, setStanding] = useState({ position: 0, moves: 0 });
  const position = openAt ?? Math.min(standing.position, Math.max(0, rows.total - 1));
  const at = useRef(position);
  at.current = position;
  return useMemo(() => {
    const openRow = (row: MailRow | undefined) => {
      if (row === undefined) return;
      const { mailbox, folderId: folder, search } = latest.current;
      const of = row.folder === folder ? undefined : row.folder;
      void navigate({
        to: '/posta/$mailbox/$folder/$uid',
        params: { mailbox, folder, uid: String(row.uid) },
        search: { ...search, of },
      });
    };
    const close = () => {
      const { mailbox, folderId: folder, search, openSpot: open, selection, choose } = latest.current;
      if (open === undefined) return choose({ ...selection, keys: new Set() });
      void navigate({
        to: '/posta/$mailbox/$folder',
        params: { mailbox, folder },
        search: { ...search, of: undefined },
      });
      setStanding(({ moves }) => ({ position: at.current, moves: moves + 1 }));
    };
    const current = () => latest.current.rows.at(at.current);
    const targets = () => {
      const { selection, openSpot: open } = latest.current;
      if (selection.keys.size > 0) return [...selection.keys];
      const spot = open ?? current();
      return spot === undefined ? [] : [spotKey(spot)];
    };
    const done = (keys: readonly string[]) => {
      const { choose, openSpot: open, selection } = latest.current;
      choose({ ...selection, keys: new Set() });
      if (open !== undefined && keys.includes(spotKey(open))) leaveOpen();
    };
    const leaveOpen = () => {
      const next = latest.current.rows.at(at.current + 1);
      if (next === undefined) close();
      else openRow(next);
    };
    return {
      position,
      moves: standing.moves,
      stand: (to) => setStanding((before) => (before.position === to ? before : { ...before, position: to })),
      go(by) {
        const { rows: known, openSpot: open } = latest.current;
        const to = Math.max(0, Math.min(at.current + by, known.total - 1));
        // Keys may come faster than pictures.
        at.current = to;
        if (open !== undefined) openRow(known.at(to));
        setStanding(({ moves }) => ({ position: to, moves: moves + 1 }));
      },
      open: () => openRow(current()),
      close,
      current,
      chooseCurrent() {
        const row = current();
        if (row !== undefined) latest.current.choose(toggled(latest.current.selection, spotKey(row), at.current));
      },
      chooseAll() {
        const { place, choose } = latest.current;
        void allKeys(place).then((keys) => choose({ keys: new Set(keys), anchor: 0 }));
      },
      targets,
      archive() {
        const keys = targets();
        if (keys.length === 0) return;
        void latest.current.acts.archive(keys, latest.current.folders).then((isDone) => isDone && done(keys));
      },
      remove() {
        const { folders, folderId, acts } = latest.current;
        const keys = targets();
        if (keys.length === 0) return;
        const isBin = folders.find(({ id }) => id === folderId)?.use === 'trash';
        void acts.remove(keys, isBin).then((isDone) => isDone && done(keys));
      },
    };

    async function allKeys(place: Place): Promise<string[]> {
      const keys: string[] = [];
      for (let offset = 0; offset < MOST; offset += AT_ONCE) {
        const { rows: some, total } = await queries.fetchQuery({
          queryKey: ['rows', place.mailbox, place, 'all', offset],
          queryFn: ({ signal }) => readRows(place, offset, AT_ONCE, signal),
          staleTime: 5_000,
          gcTime: 0,
        });
        keys.push(...some.map(spotKey));
        if (offset + AT_ONCE >= total) break;
      }
      return keys;
    }
  }, [position, standing.moves, navigate, queries]);
}
