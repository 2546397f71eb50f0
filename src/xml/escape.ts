/** What XML 1.0 2.2 does not allow as a character. Lone surrogates are found by `u` matching them one by one. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const IN_TEXT = /[&<>\r]/g;
const IN_ATTRIBUTE = /[&<>"'\t\n\r]/g;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Character data that every reader gives back unchanged; characters XML forbids become U+FFFD. */
export function escapeText(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(IN_TEXT, (character) => REFERENCES[character]!);
}

/** As `escapeText`, for a value between quotes: white space is kept from normalisation (XML 1.0 3.3.3). */
export function escapeAttribute(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(IN_ATTRIBUTE, (character) => REFERENCES[character]!);
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.:-]*$/;

/**
 * An element as XML text. A string is its text, and is escaped; an array holds children already written by this function.
 * Throws RangeError on a name that is none.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly string[],
): string {
  let open = checked(name);
  for (const [key, value] of Object.entries(attributes)) open += ` ${checked(key)}="${escapeAttribute(value)}"`;
  const inside = typeof content === 'string' ? escapeText(content) : content.join('');
  return inside === '' ? `<${open}/>` : `<${open}>${inside}</${name}>`;
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`"${name}" is not an XML name`);
  return name;
}
