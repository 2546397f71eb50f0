/** A message is named by its folder and its number there. */
export interface Spot {
  readonly folder: string;
  readonly uid: number;
}

export const spotKey = ({ folder, uid }: Spot): string => `${folder}/${uid}`;

export function spotOf(key: string): Spot {
  const slash = key.lastIndexOf('/');
  return { folder: key.slice(0, slash), uid: Number(key.slice(slash + 1)) };
}

/** What is chosen, and the position from which Shift reaches on. */
export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly anchor?: number | undefined;
  /** All were wanted and these are as many as go at once: how many there are. */
  readonly of?: number | undefined;
}

export const NOTHING_CHOSEN: Selection = { keys: new Set() };

/** One more or one less. */
export function toggled(selection: Selection, key: string, position: number): Selection {
  const keys = new Set(selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { keys, anchor: position };
}

/** From the anchor to here, as far as the rows are known. */
export function reached(
  selection: Selection,
  position: number,
  keyAt: (position: number) => string | undefined,
): Selection {
  const from = selection.anchor ?? position;
  const keys = new Set(selection.keys);
  for (let at = Math.min(from, position); at <= Math.max(from, position); at += 1) {
    const key = keyAt(at);
    if (key !== undefined) keys.add(key);
  }
  return { keys, anchor: position };
}

/** The server takes the messages of one folder at a time. */
export function byFolder(
  keys: Iterable<string>,
): readonly { readonly folder: string; readonly uids: readonly number[] }[] {
  const groups = Map.groupBy([...keys].map(spotOf), ({ folder }) => folder);
  return [...groups].map(([folder, spots]) => ({ folder, uids: spots.map(({ uid }) => uid) }));
}
