import { Skeleton } from '#kit';

/** While a page is on its way: a place that screen readers find, with the word that it is coming. */
export function Pending() {
  return (
    <main id="main" className="page" tabIndex={-1} aria-busy="true">
      <Skeleton lines={6} />
    </main>
  );
}
