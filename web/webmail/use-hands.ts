import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Folder, MailRow } from '#contract';
import { announce, asFault, faultWords, kitTexts, sayIn, tell } from '#kit';
import { type Place, readRows } from './mail-queries.ts';
import type { FolderSearch } from './paths.ts';
import { type Selection, type Spot, spotKey, toggled } from './selection.ts';
import type { Acts } from './use-acts.ts';
import type { ListHands } from './use-list-keys.ts';
import type { KnownRows } from './use-rows.ts';
import { webmailTexts } from './webmail-texts.ts';

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

/** What the hands hold between two pictures of the page: as it is now, though they were made earlier. */
interface Held {
  readonly latest: { readonly current: Given };
  readonly at: { current: number };
  readonly standAt: (to: (before: Standing) => Standing) => void;
  readonly navigate: ReturnType<typeof useNavigate>;
  readonly queries: ReturnType<typeof useQueryClient>;
}

interface Standing {
  readonly position: number;
  readonly moves: number;
}

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
  const [standing, standAt] = useState<Standing>({ position: 0, moves: 0 });
  const position = openAt ?? Math.min(standing.position, Math.max(0, rows.total - 1));
  const at = useRef(position);
  at.current = position;
  return useMemo(() => {
    const held: Held = { latest, at, standAt, navigate, queries };
    const ways = waysOf(held);
    const choice = choiceOf(held);
    return {
      position,
      moves: standing.moves,
      stand: (to) => standAt((before) => (before.position === to ? before : { ...before, position: to })),
      go: ways.go,
      open: () => ways.openRow(choice.current()),
      close: ways.close,
      ...choice,
      ...actsOn(held, ways, choice.targets),
    };
  }, [position, standing.moves, navigate, queries]);
}

function waysOf({ latest, at, standAt, navigate }: Held) {
  const openRow = (row: MailRow | undefined) => {
    if (row === undefined) return;
    const { mailbox, folderId: folder, search } = latest.current;
    const of = row.folder === folder ? undefined : row.folder;
    const params = { mailbox, folder, uid: String(row.uid) };
    void navigate({ to: '/posta/$mailbox/$folder/$uid', params, search: { ...search, of } });
  };
  const close = () => {
    const { mailbox, folderId: folder, search, openSpot, selection, choose } = latest.current;
    if (openSpot === undefined) return choose({ ...selection, keys: new Set() });
    const params = { mailbox, folder };
    void navigate({ to: '/posta/$mailbox/$folder', params, search: { ...search, of: undefined } });
    standAt(({ moves }) => ({ position: at.current, moves: moves + 1 }));
  };
  return {
    openRow,
    close,
    /** What was open went: the next takes its place. */
    leaveOpen() {
      const next = latest.current.rows.at(at.current + 1);
      if (next === undefined) close();
      else openRow(next);
    },
    go(by: number) {
      const { rows, openSpot } = latest.current;
      const to = Math.max(0, Math.min(at.current + by, rows.total - 1));
      // Keys may come faster than pictures.
      at.current = to;
      if (openSpot !== undefined) openRow(rows.at(to));
      standAt(({ moves }) => ({ position: to, moves: moves + 1 }));
    },
  };
}

function choiceOf({ latest, at, queries }: Held) {
  const current = () => latest.current.rows.at(at.current);
  return {
    current,
    chooseCurrent() {
      const row = current();
      if (row !== undefined) latest.current.choose(toggled(latest.current.selection, spotKey(row), at.current));
    },
    chooseAll() {
      const { place, choose } = latest.current;
      const say = sayIn(webmailTexts);
      announce(say('list.selecting'));
      allKeys(place, queries).then(
        ({ keys, total }) => {
          const isPart = total > MOST;
          choose({ keys, anchor: 0, ...(isPart && { of: total }) });
          if (isPart) tell(say('list.selectedPart', { count: keys.size, whole: total }));
        },
        (fault: unknown) => tell(faultWords(asFault(fault), sayIn(kitTexts)), { tone: 'bad' }),
      );
    },
    /** What is chosen; else what is open; else where the keyboard stands. */
    targets(): string[] {
      const { selection, openSpot } = latest.current;
      if (selection.keys.size > 0) return [...selection.keys];
      const spot = openSpot ?? current();
      return spot === undefined ? [] : [spotKey(spot)];
    },
  };
}

function actsOn({ latest }: Held, { leaveOpen }: ReturnType<typeof waysOf>, targets: () => string[]) {
  const done = (keys: readonly string[]) => {
    const { choose, openSpot, selection } = latest.current;
    choose({ ...selection, keys: new Set() });
    if (openSpot !== undefined && keys.includes(spotKey(openSpot))) leaveOpen();
  };
  return {
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
}

/** As many as the server takes at once, the first in order; `total`: how many there are. */
async function allKeys(place: Place, queries: Held['queries']): Promise<{ keys: ReadonlySet<string>; total: number }> {
  const keys = new Set<string>();
  let all = 0;
  for (let offset = 0; offset < MOST; offset += AT_ONCE) {
    const { rows, total } = await queries.fetchQuery({
      queryKey: ['rows', place.mailbox, place, 'all', offset],
      queryFn: ({ signal }) => readRows(place, offset, AT_ONCE, signal),
      staleTime: 5_000,
      gcTime: 0,
    });
    for (const row of rows) keys.add(spotKey(row));
    all = total;
    if (offset + AT_ONCE >= total) break;
  }
  return { keys, total: all };
}
