/** Letters of a Maildir's file names, in the order in which they must stand, and the flags they are (cr.yp.to/proto/maildir). */
const LETTERS: readonly (readonly [letter: string, flag: string])[] = [
  ['D', '\\Draft'],
  ['F', '\\Flagged'],
  ['P', '$Forwarded'],
  ['R', '\\Answered'],
  ['S', '\\Seen'],
  ['T', '\\Deleted'],
];
const MAX_KEYWORDS = 26;
const FIRST_KEYWORD = 'a'.charCodeAt(0);

/** What stands after `:2,`. Keywords are the small letters of Dovecot, by their place in `keywords`; one without a place has no letter. */
export function flagLetters(flags: readonly string[], keywords: readonly string[]): string {
  const known = LETTERS.filter(([, flag]) => flags.includes(flag)).map(([letter]) => letter);
  const others = flags.map((flag) => keywords.indexOf(flag)).filter((place) => place >= 0 && place < MAX_KEYWORDS);
  const small = others.sort((a, b) => a - b).map((place) => String.fromCharCode(FIRST_KEYWORD + place));
  return [...known, ...small].join('');
}

/** The flags of a file name, and the name without them: what stays the same while flags change. */
export function readFileFlags(file: string, keywords: readonly string[]) {
  const at = file.lastIndexOf(':2,');
  if (at < 0) return { base: file, flags: [] };
  const flags = [...file.slice(at + 3)].flatMap((letter) => {
    const known = LETTERS.find(([one]) => one === letter)?.[1];
    const keyword = /^[a-z]$/.test(letter) ? keywords[letter.charCodeAt(0) - FIRST_KEYWORD] : undefined;
    return known ?? (keyword || []);
  });
  return { base: file.slice(0, at), flags };
}

/** `dovecot-keywords`: a line `0 $Label1` for each keyword that has a small letter. */
export function writeKeywords(keywords: readonly string[]): string {
  return keywords
    .slice(0, MAX_KEYWORDS)
    .map((keyword, place) => `${place} ${keyword}\n`)
    .join('');
}

/** By their place; an empty text where no keyword has it. */
export function readKeywords(text: string): readonly string[] {
  const keywords = new Array<string>(MAX_KEYWORDS).fill('');
  for (const line of text.split('\n')) {
    const found = /^(\d{1,2}) (\S{1,200})$/.exec(line.trimEnd());
    if (found && Number(found[1]) < MAX_KEYWORDS) keywords[Number(found[1])] = found[2]!;
  }
  return keywords;
}
