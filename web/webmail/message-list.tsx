import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Folder, MailRow } from '#contract';
import { EmptyState, ErrorState, useNow, useTexts } from '#kit';
import { ListRow, RowPlace } from './list-row.tsx';
import { type FolderSearch, isFiltered } from './paths.ts';
import { reached, type Selection, type Spot, spotKey, toggled } from './selection.ts';
import type { Hands } from './use-hands.ts';
import type { KnownRows } from './use-rows.ts';
import { webmailTexts } from './webmail-texts.ts';

const ROW_REM = 5.75;
const OVERSCAN = 6;

interface Props {
  readonly rows: KnownRows;
  readonly hands: Hands;
  readonly use: Folder['use'] | undefined;
  readonly search: FolderSearch;
  readonly mailbox: string;
  readonly folder: string;
  readonly openSpot: Spot | undefined;
  readonly selection: Selection;
  readonly choose: (next: Selection) => void;
  readonly onRange: (first: number, last: number) => void;
  readonly label: string;
}

/** The rows that are in sight, of as many as there are: every position has its place from the start, so nothing jumps. */
export function MessageList(props: Props) {
  const { rows, hands, openSpot, selection, choose, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const now = useNow();
  const rowPx = ROW_REM * rootPx();
  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 12;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when what is in sight has changed
  useEffect(() => onRange(first, last), [first, last, rows.total]);
  const { moves, position } = hands;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a move by keyboard alone
  useEffect(() => {
    if (moves === 0) return;
    virtual.scrollToIndex(position, { align: 'auto' });
    const focus = () => {
      const row = list.current?.querySelector<HTMLElement>(`[data-position="${position}"] .mail-link`);
      row?.focus({ preventScroll: true });
      return row != null;
    };
    // At once where it stands, for Enter may follow; else when the list has scrolled and is drawn.
    if (focus()) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(focus);
    });
    return () => cancelAnimationFrame(frame);
  }, [moves]);
  const onChoose = (row: MailRow, at: number, isRange: boolean) =>
    choose(
      isRange
        ? reached(selection, at, (one) => {
            const known = rows.at(one);
            return known === undefined ? undefined : spotKey(known);
          })
        : toggled(selection, spotKey(row), at),
    );
  if (rows.fault !== undefined) return <ErrorState fault={rows.fault} onRetry={rows.again} />;
  if (!rows.isPending && rows.total === 0) return <NoRows use={props.use} search={props.search} />;
  const openKey = openSpot === undefined ? undefined : spotKey(openSpot);
  return (
    <div className="list-scroll" ref={scroller}>
      <ul
        className="plain list-rows"
        ref={list}
        aria-label={props.label}
        aria-busy={rows.isPending}
        style={{ height: `${rows.isPending ? rowPx * 10 : virtual.getTotalSize()}px` }}
      >
        {rows.isPending &&
          Array.from({ length: 10 }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are alike
            <RowPlace key={`coming-${at + 1}`} top={at * rowPx} position={at} total={-1} />
          ))}
        {items.map(({ index, start }) => {
          const row = rows.at(index);
          if (row === undefined) return <RowPlace key={index} top={start} position={index} total={rows.total} />;
          const key = spotKey(row);
          return (
            <ListRow
              key={index}
              row={row}
              mailbox={props.mailbox}
              folder={props.folder}
              search={props.search}
              position={index}
              total={rows.total}
              top={start}
              isOpen={key === openKey}
              isChosen={selection.keys.has(key)}
              isCurrent={index === position}
              now={now}
              onChoose={onChoose}
              onFocus={hands.stand}
            />
          );
        })}
      </ul>
    </div>
  );
}

function NoRows({ use, search }: { readonly use: Folder['use'] | undefined; readonly search: FolderSearch }) {
  const say = useTexts(webmailTexts);
  if (isFiltered(search)) {
    return (
      <EmptyState icon="search" title={say('list.noneTitle')}>
        {say('list.noneText')}
      </EmptyState>
    );
  }
  const text =
    use === 'inbox' ? say('list.emptyInbox') : use === 'sent' ? say('list.emptySent') : say('list.emptyText');
  return (
    <EmptyState icon={use === 'sent' ? 'send' : 'inbox'} title={say('list.emptyTitle')}>
      {text}
    </EmptyState>
  );
}

function rootPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
