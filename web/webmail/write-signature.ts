interface Signature {
  readonly text: string;
  readonly html?: string | undefined;
}
interface Written {
  readonly text: string;
  readonly html?: string | undefined;
}

/** With the signature where it belongs: below what will be written, above what is quoted. */
export function withSignature<L extends Written>(letter: L, signature: Signature | undefined): L {
  if (signature === undefined) return letter;
  if (letter.html === undefined) return { ...letter, text: `\n\n-- \n${signature.text}${letter.text}` };
  return { ...letter, html: `<p></p>${signatureHtml(signature)}${letter.html}` };
}

export function signatureHtml({ text, html }: Signature): string {
  return `<p>-- </p>${html ?? paragraphs(text)}`;
}

/** Plain text as HTML: empty lines part paragraphs. */
export function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((each) => `<p>${escaped(each).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

/** Plain text in the place of text of an HTML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
