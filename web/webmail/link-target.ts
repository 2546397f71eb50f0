export type LinkWarning = 'text-differs' | 'look-alike' | 'number-address' | 'credentials' | 'unencrypted' | 'port';

/** Where a link really leads. */
export type LinkTarget =
  | {
      readonly kind: 'web';
      readonly url: string;
      readonly host: string;
      readonly path: string;
      readonly warnings: readonly LinkWarning[];
    }
  | { readonly kind: 'mail'; readonly url: string; readonly address: string }
  | { readonly kind: 'phone'; readonly url: string; readonly number: string }
  | { readonly kind: 'none' };

/** Looks through a link: `text` is what the message shows for it. */
export function judgeLink(href: string, text: string): LinkTarget {
  let url: URL;
  try {
    url = new URL(href.trim());
  } catch {
    return { kind: 'none' };
  }
  if (url.protocol === 'mailto:') return { kind: 'mail', url: url.href, address: mailAddress(url) };
  if (url.protocol === 'tel:') return { kind: 'phone', url: url.href, number: url.pathname };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'none' };
  const warnings: LinkWarning[] = [];
  if (differs(text, url)) warnings.push('text-differs');
  if (/(^|\.)xn--/.test(url.hostname)) warnings.push('look-alike');
  if (/^[\d.]+$|^\[/.test(url.hostname)) warnings.push('number-address');
  if (url.username !== '' || url.password !== '') warnings.push('credentials');
  if (url.protocol === 'http:') warnings.push('unencrypted');
  if (url.port !== '') warnings.push('port');
  // `hostname` is ASCII: letters of other alphabets show as xn--.
  return { kind: 'web', url: url.href, host: url.host, path: `${url.pathname}${url.search}${url.hash}`, warnings };
}

function mailAddress(url: URL): string {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return url.pathname;
  }
}

const NAMED_HOST = /(?:^|[\s("'<])(?:https?:\/\/)?((?:[\p{L}\d-]+\.)+\p{L}{2,24})(?=[/:?#\s)"'>,;.]|$)/giu;

/** Does the text name a host that the link does not lead to? `www.` and subdomains of what is named are the same. */
function differs(text: string, { hostname }: URL): boolean {
  const real = bare(hostname);
  for (const [, named = ''] of text.matchAll(NAMED_HOST)) {
    if (text.includes(`@${named}`)) continue;
    let ascii: string;
    try {
      ascii = bare(new URL(`https://${named}`).hostname);
    } catch {
      continue;
    }
    if (ascii !== real && !real.endsWith(`.${ascii}`)) return true;
  }
  return false;
}

const bare = (host: string) => host.toLowerCase().replace(/^www\./, '');
