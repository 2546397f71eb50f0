export interface BaseSubject {
  readonly base: string;
  /** A reply or forward mark was taken off (RFC 5256 3, REFERENCES). */
  readonly isReply: boolean;
}

/** A longer subject is no subject: what follows is left out, so that hostile ones cost nothing. */
const MAX_SUBJECT = 10_000;
const REPLY = /(?:re|fwd?) ?(?:\[[^[\]]*\] ?)?:/iy;
const BLOB = /\[[^[\]]*\] ?/y;

/** The base subject of a decoded Subject (RFC 5256 2.1, steps 1 to 6). */
export function baseSubject(subject: string): BaseSubject {
  const text = subject.slice(0, MAX_SUBJECT).replace(/[ \t\r\n]+/g, ' ');
  let start = 0;
  let end = text.length;
  let isReply = false;
  for (;;) {
    const trailer = withoutTrailers(text, start, end);
    const leader = withoutLeaders(text, start, trailer.at);
    isReply ||= trailer.isReply || leader.isReply;
    start = leader.at;
    end = trailer.at;
    // Step 6.
    if (end - start < 6 || text[end - 1] !== ']' || text.slice(start, start + 5).toLowerCase() !== '[fwd:') break;
    isReply = true;
    start += 5;
    end -= 1;
  }
  return { base: text.slice(start, end), isReply };
}

interface Cut {
  readonly at: number;
  readonly isReply: boolean;
}

/** Step 2. */
function withoutTrailers(text: string, start: number, end: number): Cut {
  let at = end;
  let isReply = false;
  for (;;) {
    if (at > start && text[at - 1] === ' ') at--;
    else if (at - start >= 5 && text.slice(at - 5, at).toLowerCase() === '(fwd)') {
      at -= 5;
      isReply = true;
    } else return { at, isReply };
  }
}

/** Steps 3 to 5. */
function withoutLeaders(text: string, start: number, end: number): Cut {
  let at = start;
  let isReply = false;
  for (;;) {
    if (at < end && text[at] === ' ') {
      at++;
      continue;
    }
    const blobs = blobsAt(text, at, end);
    const reply = matchEnd(REPLY, text, blobs.end, end);
    if (reply > 0) {
      at = reply;
      isReply = true;
    } else if (blobs.end === at) return { at, isReply };
    // Blobs that lead to no reply mark go one by one, but for the last where nothing would be left.
    else if (blobs.end < end) at = blobs.end;
    else return { at: blobs.last, isReply };
  }
}

/** Where the blobs in a row at `from` end, and where the last of them begins. */
function blobsAt(text: string, from: number, limit: number): { last: number; end: number } {
  let last = from;
  let end = from;
  for (let next = matchEnd(BLOB, text, end, limit); next > 0; next = matchEnd(BLOB, text, end, limit)) {
    last = end;
    end = next;
  }
  return { last, end };
}

/** Where the match at `at` ends; 0 without one up to `limit`. */
function matchEnd(pattern: RegExp, text: string, at: number, limit: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) && pattern.lastIndex <= limit ? pattern.lastIndex : 0;
}
