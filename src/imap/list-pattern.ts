/** A pattern made ready: runs of wildcards are one, since `*%` finds what `*` finds. */
export interface ListPattern {
  readonly text: string;
  /** Shortest name it finds. */
  readonly least: number;
  /** Superiors that are no folders are told too (RFC 3501 6.3.8). */
  readonly endsInLevel: boolean;
}

export function listPattern(reference: string, pattern: string): ListPattern {
  const text = (reference + pattern).replace(/[*%]{2,}/g, (run) => (run.includes('*') ? '*' : '%'));
  return { text, least: text.replace(/[*%]/g, '').length, endsInLevel: text.endsWith('%') };
}

/**
 * `*` is anything, `%` anything within one level; INBOX in any letter case (RFC 9051 6.3.9). Every way through the pattern is
 * followed at once, so that no pattern takes longer than its length times the name's.
 */
export function matches(pattern: ListPattern, name: string): boolean {
  const { text } = pattern;
  if (text === '*') return true;
  if (name.length < pattern.least) return false;
  return follow(text, name) || (name === 'INBOX' && follow(text.toUpperCase(), name));
}

function follow(text: string, name: string): boolean {
  let states = new Uint8Array(text.length + 1);
  let next = new Uint8Array(text.length + 1);
  states[0] = 1;
  for (let at = 0; at <= name.length; at++) {
    const character = name[at];
    let alive = false;
    next.fill(0);
    for (let state = 0; state <= text.length; state++) {
      if (states[state] !== 1) continue;
      const wanted = text[state];
      const isWild = wanted === '*' || wanted === '%';
      if (isWild) states[state + 1] = 1;
      if (character === undefined) continue;
      if (isWild) {
        if (wanted === '%' && character === '/') continue;
        next[state] = 1;
      } else if (wanted === character) next[state + 1] = 1;
      else continue;
      alive = true;
    }
    if (character === undefined) return states[text.length] === 1;
    if (!alive) return false;
    [states, next] = [next, states];
  }
  return false;
}
