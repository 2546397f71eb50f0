/** Marks that turn the direction of writing, join or hide, and controls: in one line of text of a stranger they are shown as strangers. */
export function plain(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, '\u{fffd}');
}
