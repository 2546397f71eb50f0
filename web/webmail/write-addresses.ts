const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;

export function isAddressLike(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

/** What the interface takes at all: the rest stays with its writer. */
export function isStorable(text: string): boolean {
  return text.length >= 3 && text.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+$/.test(text);
}

export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * What somebody typed or pasted into a field of addresses, one by one: `Mario Rossi <mario@pec.example>; studio@pec.example`. What is no
 * address stays as it was written, so that its writer sees it.
 */
export function readAddresses(text: string): readonly string[] {
  const found: string[] = [];
  for (const piece of text.split(/[,;\r\n\t]+/)) {
    const bracketed = [...piece.matchAll(/<([^<>]*)>/g)].map(([, inner = '']) => inner.trim()).filter(Boolean);
    if (bracketed.length > 0) found.push(...bracketed);
    else if (isManyWords(piece)) found.push(...piece.trim().split(/\s+/));
    else if (piece.trim() !== '') found.push(piece.trim());
  }
  return found;
}

function isManyWords(piece: string): boolean {
  return piece
    .trim()
    .split(/\s+/)
    .every((word) => isAddressLike(word));
}

/** Those of `more` that are not there yet, behind those that are. */
export function withAddresses(addresses: readonly string[], more: readonly string[]): readonly string[] {
  const all = [...addresses];
  for (const one of more) if (!all.some((known) => isSame(known, one))) all.push(one);
  return all;
}
