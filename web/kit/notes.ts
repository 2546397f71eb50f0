import { LiveStore } from './live-store.ts';

/** Something that is told in passing. */
export interface Note {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
  /** Takes back what was done. */
  readonly undo?: (() => void) | undefined;
}

/** What stands in the corner. */
export const notes = new LiveStore<readonly Note[]>([]);
/** What is read out and not shown. */
export const announcements = new LiveStore('');

let last = 0;

/** Tells in passing what was done; with `undo` it can be taken back (also by the key `z`) as long as it stands there. */
export function tell(text: string, more: { readonly tone?: Note['tone']; readonly undo?: () => void } = {}): void {
  last += 1;
  notes.set([...notes.get().slice(-2), { id: last, text, tone: more.tone ?? 'plain', undo: more.undo }]);
}

export function dismiss(id: number): void {
  notes.set(notes.get().filter((note) => note.id !== id));
}

/** Takes back what was told last and can be taken back. */
export function undoLast(): void {
  const note = [...notes.get()].reverse().find(({ undo }) => undo !== undefined);
  if (note === undefined) return;
  dismiss(note.id);
  note.undo?.();
}

/** Reads something out to who cannot see it change. */
export function announce(text: string): void {
  // The same words again would not be read.
  announcements.set(announcements.get() === text ? `${text}\u00a0` : text);
}
