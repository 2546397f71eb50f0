/** Looks that a message may give itself. What places it elsewhere, moves, hides behind others or fetches is not among them. */
const PROPERTIES =
  /^(color|background-color|font(-(family|size|style|weight|variant|stretch))?|text-(align|decoration|indent|transform)|text-decoration-(line|color|style)|line-height|letter-spacing|word-spacing|word-break|overflow-wrap|white-space|vertical-align|direction|unicode-bidi|border(-(top|right|bottom|left))?(-(width|style|color))?|border-(collapse|spacing|radius)|border-(top|bottom)-(left|right)-radius|padding(-(top|right|bottom|left))?|margin(-(top|right|bottom|left))?|(min-|max-)?(width|height)|display|float|clear|list-style-(type|position)|caption-side|empty-cells|table-layout|quotes|opacity|visibility|box-sizing)$/;

/** Functions that fetch, or read something that is not in the message. */
const FETCHING =
  /url\s*\(|src\s*\(|image\s*\(|image-set|cross-fade|element\s*\(|attr\s*\(|env\s*\(|var\s*\(|paint\s*\(|expression|@import|javascript:|\\/i;

const DISPLAYS =
  /^(block|inline|inline-block|none|table|inline-table|table-(row|cell|column|caption|row-group|header-group|footer-group|column-group)|list-item|flex|inline-flex|grid)$/;

/** Is one declaration, as the browser has read it, let through? */
export function allowsDeclaration(property: string, value: string): boolean {
  if (!PROPERTIES.test(property) || FETCHING.test(value)) return false;
  if (property === 'display') return DISPLAYS.test(value.trim());
  // Pulled up out of its place it could lie over something else of the message; over ours it cannot in any case.
  if (property.startsWith('margin')) return !/-\s*[\d.]/.test(value);
  return true;
}

/** A selector that asks for nothing about the person: visited links, what is typed, what is hovered over. */
export function allowsSelector(selector: string): boolean {
  return selector.length < 500 && !/:(visited|hover|active|focus|has|host|target|fullscreen)|::|\\/i.test(selector);
}
