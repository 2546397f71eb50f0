/** HTML of the editor with paragraphs, lines and the marks of lists as plain text has them; other tags are left to who reads it. */
export function withPlainMarks(html: string): string {
  /** Open lists: 0 of points, else the next number. */
  const lists: number[] = [];
  const mark = (): string => {
    const next = lists.at(-1) ?? 0;
    if (next > 0) lists[lists.length - 1] = next + 1;
    return `\n${'  '.repeat(Math.max(0, lists.length - 1))}${next > 0 ? `${next}.` : '-'} `;
  };
  return html.replaceAll(/<(\/?)(br|p|ul|ol|li|blockquote)\b[^>]*>/gi, (_, end: string, name: string) => {
    const isOpen = end === '';
    switch (name.toLowerCase()) {
      case 'br':
        return '\n';
      case 'ul':
      case 'ol':
        if (isOpen) lists.push(name.toLowerCase() === 'ol' ? 1 : 0);
        else lists.pop();
        return lists.length === 0 ? '\n\n' : '';
      case 'li':
        return isOpen ? mark() : '';
      case 'p':
        return isOpen || lists.length > 0 ? '' : '\n\n';
      default:
        return '\n\n';
    }
  });
}
