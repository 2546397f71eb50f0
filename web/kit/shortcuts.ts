/** A key, or two one after the other (`g i`), that does something on this page. */
export interface Shortcut {
  /** As `KeyboardEvent.key` calls it; `Shift+` before what needs it and is no letter of its own. */
  readonly keys: string;
  /** What it does, for the list of shortcuts. */
  readonly does: string;
  /** Heading it stands under. */
  readonly group: string;
  run(event: KeyboardEvent): void;
}

/** Where people write, keys are letters. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[contenteditable]:not([contenteditable=false])') !== null)
    return true;
  return (
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) &&
    !/^(checkbox|radio|button|submit)$/.test((target as HTMLInputElement).type)
  );
}

/** Enter and the space bar press what has the focus, where that can be pressed. */
function isPress({ key, target }: KeyboardEvent): boolean {
  const pressed = 'a[href], button, input, summary, [role^=menuitem], [role=option], [role=tab]';
  return (key === 'Enter' || key === ' ') && target instanceof Element && target.closest(pressed) !== null;
}

const SEQUENCE_MS = 1_200;

/** Finds which shortcut a press means; remembers the first key of two. */
export class ShortcutReader {
  #first = '';
  #at = 0;

  /** `now` in milliseconds of any clock. Undefined: none of these. */
  read(key: string, shortcuts: readonly Shortcut[], now: number): Shortcut | undefined {
    const pair = now - this.#at < SEQUENCE_MS && this.#first !== '' ? `${this.#first} ${key}` : '';
    const found = shortcuts.find(({ keys }) => keys === pair) ?? shortcuts.find(({ keys }) => keys === key);
    const begins = found === undefined && shortcuts.some(({ keys }) => keys.startsWith(`${key} `));
    this.#first = begins ? key : '';
    this.#at = now;
    return found;
  }
}

const active = new Set<readonly Shortcut[]>();
const reader = new ShortcutReader();

/** All that hold now, the last added first: the page over the shell. */
export function activeShortcuts(): readonly Shortcut[] {
  return [...active].reverse().flat();
}

/** Returns what ends them. */
export function addShortcuts(shortcuts: readonly Shortcut[]): () => void {
  active.add(shortcuts);
  return () => active.delete(shortcuts);
}

/** Listens on the window; in a dialog and where people write it keeps silent. */
export function listenToKeys(on: Window): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isPress(event) || isWriting(event.target) || document.querySelector('dialog[open]') !== null) return;
    const found = reader.read(event.key, activeShortcuts(), event.timeStamp);
    if (found === undefined) return;
    event.preventDefault();
    found.run(event);
  };
  on.addEventListener('keydown', press);
  return () => on.removeEventListener('keydown', press);
}
