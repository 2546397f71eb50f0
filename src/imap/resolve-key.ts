import { byAnyNumber, byUid, type Positions, placesOf, uidRanges } from './positions.ts';
import type { SearchKey } from './query.ts';
import type { SelectedFolder } from './selected-folder.ts';

/** The key with all sets turned into UIDs of messages that the client knows: numbers, `*` and `$` mean something to its session alone. */
export function resolveKey(key: SearchKey, selected: SelectedFolder): SearchKey {
  switch (key.kind) {
    case 'and':
    case 'or':
      return { kind: key.kind, keys: key.keys.map((each) => resolveKey(each, selected)) };
    case 'not':
      return { kind: 'not', key: resolveKey(key.key, selected) };
    case 'recent':
      return uidsKey(byUid(selected.recent, selected.known), selected);
    case 'numbers':
    case 'uids':
      return uidsKey(placesIn(key, selected), selected);
    default:
      return key;
  }
}

/** Numbers too high find nothing: clients search `1:*` in empty folders. */
function placesIn(
  { kind, set }: Extract<SearchKey, { kind: 'numbers' | 'uids' }>,
  selected: SelectedFolder,
): Positions {
  if (set === 'saved') return placesOf(selected.saved, selected.known);
  return kind === 'uids' ? byUid(set, selected.known) : byAnyNumber(set, selected.known);
}

function uidsKey(places: Positions, { known }: SelectedFolder): SearchKey {
  return places.length === 0 ? { kind: 'none' } : { kind: 'uids', set: uidRanges(places, known) };
}

/** A search by MODSEQ is answered with one (RFC 7162 3.1.5). */
export function asksForModseq(key: SearchKey): boolean {
  if (key.kind === 'not') return asksForModseq(key.key);
  return key.kind === 'modseq' || ((key.kind === 'and' || key.kind === 'or') && key.keys.some(asksForModseq));
}
