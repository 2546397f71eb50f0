import { useEffect } from 'react';
import { plain } from './plain.ts';

/** Names the page in the window's title: `Posta in arrivo · mario@pec.example · Ceralacca`. */
export function usePageTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts, 'Ceralacca'].filter((part) => part !== undefined && part !== '').join(' · ');
  useEffect(() => {
    document.title = plain(title);
  }, [title]);
}

/** Moves the reader to the heading of a page that has just come in. */
export function focusHeading(root: ParentNode = document): void {
  const heading = root.querySelector<HTMLElement>('h1');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
