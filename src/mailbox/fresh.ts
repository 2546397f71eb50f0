/**
 * So long what was read of the store is believed, unless it tells of a change: what others do is told by notices, and one may be lost.
 * Twice this is less than the second within which everybody sees what anybody did.
 */
export const FRESH_MS = 400;
