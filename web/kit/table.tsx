import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { kitTexts } from './kit-texts.ts';
import { useTexts } from './texts.ts';

export interface Column<T> {
  readonly key: string;
  readonly head: string;
  cell(row: T): ReactNode;
  /** Numbers stand at the end. */
  readonly isNumber?: boolean;
  /** What names the row. */
  readonly isHead?: boolean;
}

interface Props<T> {
  /** What the table is, read out and shown above unless hidden. */
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  keyOf(row: T): string;
  readonly empty?: ReactNode;
}

/** Rows and columns; on a phone each row becomes a card with its headings beside the values. */
export function Table<T>({ caption, isCaptionHidden = true, columns, rows, keyOf, empty }: Props<T>) {
  const say = useTexts(kitTexts);
  if (rows.length === 0) return <div className="table-empty">{empty ?? <p>{say('table.empty')}</p>}</div>;
  return (
    <table className="table">
      <caption className={isCaptionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ key, head, isNumber }) => (
            <th key={key} scope="col" className={isNumber ? 'number' : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => {
              const Cell = column.isHead ? 'th' : 'td';
              return (
                <Cell
                  key={column.key}
                  data-head={column.head}
                  className={column.isNumber ? 'number' : undefined}
                  {...(column.isHead ? { scope: 'row' } : {})}
                >
                  {column.cell(row)}
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The rest of a list that comes in pages by a cursor. */
export function MoreButton({ hasMore, isBusy, onMore }: { hasMore: boolean; isBusy: boolean; onMore: () => void }) {
  const say = useTexts(kitTexts);
  if (!hasMore) return null;
  return (
    <div className="more">
      <Button isBusy={isBusy} onClick={onMore}>
        {say('paging.more')}
      </Button>
    </div>
  );
}
