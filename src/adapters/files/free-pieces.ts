import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_BYTES = 4 * 1_048_576;

type Collect = (options: { readonly type: 'minor' }) => void;

let passed = 0;
let collect: Collect | undefined;

/**
 * Told of each piece of a big body, or of much that is inflated, that went by. Such pieces are garbage at once, but they lie outside the heap, and V8 lets 64 MB of
 * them pile up before it looks: a collection of the young generation for every 4 MiB keeps memory flat for a body of any size.
 */
export function pieceWentBy(bytes: number): void {
  passed += bytes;
  if (passed < EVERY_BYTES) return;
  passed = 0;
  collect ??= collector();
  collect({ type: 'minor' });
}

/** What `node --expose-gc` gives, without asking everybody who starts a server for that flag. */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
