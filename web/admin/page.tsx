import { type ReactNode, useEffect } from 'react';
import { Address, ErrorState, focusHeading, Skeleton, usePageTitle } from '#kit';

/** The first page is where the reader is already. */
let hasOpened = false;

interface PageProps {
  readonly title: string;
  /** One sentence: what this page is for. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: ReactNode;
  readonly children: ReactNode;
}

/** One page of the administration: heading, what it is for, what one can do, content. */
export function Page({ title, lead, actions, back, children }: PageProps) {
  usePageTitle(title);
  useEffect(() => {
    if (hasOpened) {
      window.scrollTo(0, 0);
      focusHeading();
    }
    hasOpened = true;
  }, []);
  return (
    <>
      <div className="page-head">
        <div>
          {back}
          <h1>{title.includes('@') ? <Address address={title} /> : title}</h1>
          {lead !== undefined && <p className="page-lead">{lead}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  refetch(): unknown;
}

/** What was asked, when it has come; meanwhile its shape, or why not. */
export function Arrived<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.isPending) return <Skeleton lines={5} />;
  return <ErrorState fault={of.error} onRetry={() => void of.refetch()} />;
}

/** The same of a list in pages. */
export function ArrivedList({
  of,
  children,
}: {
  of: { readonly isPending: boolean; readonly error: unknown; readonly rows: readonly unknown[]; again(): void };
  children: ReactNode;
}) {
  if (of.rows.length > 0) return children;
  if (of.error) return <ErrorState fault={of.error} onRetry={of.again} />;
  return of.isPending ? <Skeleton lines={6} /> : children;
}

export function Panel({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Names and values. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode] | false)[] }) {
  return (
    <dl className="facts">
      {rows.map(
        (row) =>
          row !== false && (
            <div key={row[0]}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
