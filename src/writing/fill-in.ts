/** `{{name}}` stands for a variable; those that nobody knows stay, so that they are seen. */
export function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([^{}\s][^{}]{0,60}?)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? variables[name]! : whole,
  );
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
