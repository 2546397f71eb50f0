const MAX_NAME = 150;

/**
 * A file name in the field Content-Disposition (RFC 6266 4.3, RFC 8187): a plain one for old programs, the true one for all others.
 * Names come from strangers: no path, no control, no mark that turns the direction of writing and so hides an extension.
 */
export function contentDisposition(isDownload: boolean, name: string | undefined): string {
  const kind = isDownload ? 'attachment' : 'inline';
  if (name === undefined) return kind;
  const clean = cleanName(name);
  const plain = clean.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  if (plain === clean) return `${kind}; filename="${plain}"`;
  const coded = encodeURIComponent(clean).replace(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${coded}`;
}

function cleanName(name: string): string {
  const clean = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (clean === '') return 'file';
  const letters = [...clean];
  if (letters.length <= MAX_NAME) return clean;
  const end = /\.[^.]{1,12}$/u.exec(clean)?.[0] ?? '';
  return `${letters.slice(0, MAX_NAME - end.length).join('')}${end}`;
}
