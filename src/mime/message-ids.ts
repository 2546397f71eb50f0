/** Longer than any line of RFC 5322 could hold. */
const MAX_ID = 998;

/**
 * The Message-IDs of a Message-ID, References or In-Reply-To value, without brackets: what stands between `<` and `>` around an `@`.
 * Quoting, folding and white space are undone, so that `<"a"@b>` and `<a@b>` are the same (RFC 5256 3). Letter case counts.
 */
export function messageIds(value: string, most = Number.POSITIVE_INFINITY): string[] {
  const ids: string[] = [];
  for (let at = value.indexOf('<'); at >= 0 && ids.length < most; at = value.indexOf('<', at)) {
    const read = readId(value, at + 1);
    if (read.id !== undefined) ids.push(read.id);
    at = read.end;
  }
  return ids;
}

/** `end`: where the search goes on; never before what was read, so that the whole is linear. */
function readId(value: string, from: number): { id?: string; end: number } {
  let id = '';
  let hasAt = false;
  let i = from;
  for (; i < value.length && id.length <= MAX_ID; i++) {
    const character = value[i]!;
    if (character === '<') return { end: i };
    if (character === '>') return hasAt && !id.endsWith('@') ? { id, end: i } : { end: i };
    if (character === '"' && !hasAt) {
      const quoted = readQuoted(value, i + 1);
      id += quoted.text;
      i = quoted.end;
    } else if (character === '@') {
      if (id === '') return { end: i };
      hasAt = true;
      id += character;
    } else if (character > ' ') id += character;
  }
  return { end: i };
}

/** `end`: at the closing quote, or beyond the value. */
function readQuoted(value: string, from: number): { text: string; end: number } {
  let text = '';
  for (let i = from; i < value.length; i++) {
    if (value[i] === '"') return { text, end: i };
    if (value[i] === '\\') i++;
    text += value[i] ?? '';
  }
  return { text, end: value.length };
}
