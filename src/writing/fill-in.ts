/** `{{name}}` stands for a variable; those that nobody knows stay, so that they are seen. */
export function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([^{}\s][^{}]{0,60}?)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? variables[name]! : whole,
  );
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const PLACE_IN_HTML = /\{\{((?:<[^<>]*>|[^{}<>]){1,2000}?)\}\}/g;

/**
 * The same HTML with each `{{name}}` in one piece: where an editor has made part of the name bold, or written its `&` as an entity, it is still
 * that name. Marks that stood inside come behind it, in their order, so that they close what they closed.
 */
export function wholePlaces(html: string): string {
  return html.replace(PLACE_IN_HTML, (_, inner: string) => {
    const marks = inner.match(/<[^<>]*>/g) ?? [];
    const name = inner
      .replaceAll(/<[^<>]*>/g, '')
      .replaceAll(/&nbsp;|\u00a0/g, ' ')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    return `{{${name}}}${marks.join('')}`;
  });
}
