/** Larger or deeper ones are shown as text: a message may not hold up the page. */
const MAX_LENGTH = 3_000_000;
/** Ends counted too. */
const MAX_TAGS = 100_000;
const MAX_DEPTH = 300;

/** Where one begins; where it ends would have to be looked for again and again in what never ends. */
const TAG = /<(\/?)([a-z][a-z0-9]*)/gi;
const EMPTY = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|td|th|tr|dd|dt|option)$/i;

/** Is there too much of it to be drawn? Counts tags and how deep they stand, without building anything. */
export function isTooMuch(html: string): boolean {
  if (html.length > MAX_LENGTH) return true;
  let tags = 0;
  let depth = 0;
  for (const [, end, name = ''] of html.matchAll(TAG)) {
    tags += 1;
    if (tags > MAX_TAGS) return true;
    // What ends by itself is not counted as open.
    if (EMPTY.test(name)) continue;
    depth = end === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
