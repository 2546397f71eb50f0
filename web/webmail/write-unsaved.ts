import type { Letter } from '#contract';

/** What was written when the session ended, and the version of the draft it was written upon. */
export interface Unsaved {
  readonly version: number | undefined;
  readonly letter: Letter;
}

/** Where it is kept: of this window alone, and gone with it. */
type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'unsaved ';
const nameOf = (mailbox: string, draft: string) => `${PREFIX}${mailbox} ${draft}`;

/** Keeps what the server would not take from somebody who is signed in no more: he finds it again once he is. */
export function keepUnsaved(mailbox: string, draft: string, unsaved: Unsaved, place: Place = sessionStorage): void {
  try {
    place.setItem(nameOf(mailbox, draft), JSON.stringify(unsaved));
  } catch {
    // A browser that keeps nothing, or has no room for so long a letter: what was saved before is there.
  }
}

/** What is kept of this draft; undefined: nothing. */
export function unsavedOf(mailbox: string, draft: string, place: Place = sessionStorage): Unsaved | undefined {
  try {
    const kept = place.getItem(nameOf(mailbox, draft));
    return kept === null ? undefined : (JSON.parse(kept) as Unsaved);
  } catch {
    return undefined;
  }
}

/** It has been saved, or thrown away. */
export function forgetUnsaved(mailbox: string, draft: string, place: Place = sessionStorage): void {
  place.removeItem(nameOf(mailbox, draft));
}

/** Is there anything that waits for somebody to sign in again? */
export function hasUnsaved(place: Place = sessionStorage): boolean {
  return namesIn(place).length > 0;
}

/** Whoever signs out leaves nothing behind; nor does he find what somebody else wrote in this window. */
export function forgetAllUnsaved(mailboxes: readonly string[] = [], place: Place = sessionStorage): void {
  for (const name of namesIn(place))
    if (!mailboxes.some((mailbox) => name.startsWith(`${PREFIX}${mailbox} `))) place.removeItem(name);
}

function namesIn(place: Place): readonly string[] {
  return Array.from({ length: place.length }, (_, at) => place.key(at) ?? '').filter((name) => name.startsWith(PREFIX));
}
