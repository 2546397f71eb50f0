import { LANGUAGES, type Language } from '#contract';
import { guardAddress } from './guard-address.ts';
import { html, type Insert, Markup } from './html.ts';
import type { ProviderFacts } from './public-pages-ports.ts';
import { fill, WORDS } from './words.ts';

export const STYLE_PATH = '/pubblico/stile.css';

/** One page: what stands between header and footer, and how it is named. */
export interface Page {
  readonly title: string;
  /** Without language: `/enti/comune`. */
  readonly path: string;
  readonly language: Language;
  readonly main: Markup;
}

const MENU = [
  ['/gestore', 'navProvider'],
  ['/stato', 'navStatus'],
  ['/enti', 'navBodies'],
  ['/gestori', 'navProviders'],
] as const;

/** A whole page, the same frame for all. No scripts. */
export function writePage({ title, path, language, main }: Page, provider: ProviderFacts): string {
  const words = WORDS[language];
  const menu = MENU.map(([href, word]) => {
    const isHere = path === href || path.startsWith(`${href}/`);
    return html`<li><a href="/${language}${href}"${isHere && html` aria-current="page"`}>${words[word]}</a></li>`;
  });
  return document(
    language,
    `${title} · ${provider.name}`,
    html`<a class="skip" href="#contenuto">${words.skip}</a>
<header class="head">
${testBanner(provider, language)}
<div class="wide slim"><span>${provider.domain}</span>${languageMenu(language, path)}</div>
<div class="wide brand"><a class="name" href="/${language}/gestore">${SEAL}<span><strong>${provider.name}</strong><small>${words.service}</small></span></a>
<p class="do"><a class="button quiet" href="/verifica/">${words.navVerify}</a> <a class="button" href="/">${words.navEnter}</a></p></div>
<nav aria-label="${words.menu}"><ul class="wide">${menu}<li><a href="/attivazione/">${words.navActivate}</a></li></ul></nav>
</header>
<main id="contenuto" class="wide" tabindex="-1">
${main}
</main>
<footer class="foot"><div class="wide">
<ul><li><a href="/${language}/accessibilita">${words.accessibility}</a></li><li><a href="/${language}/privacy">${words.privacy}</a></li>
<li><a href="${provider.sourceUrl}" rel="noreferrer">${words.source}</a></li></ul>
<p>${fill(words.madeWith, { version: provider.version })}</p>
</div></footer>`,
  );
}

/** The part of a page that another site shows in a frame. */
export function writeFramed(
  { title, language, main }: Pick<Page, 'title' | 'language' | 'main'>,
  provider: ProviderFacts,
): string {
  return document(language, title, html`<main class="framed">${testBanner(provider, language)}${main}</main>`);
}

function document(language: Language, title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
<link rel="icon" href="/pubblico/sigillo.svg" type="image/svg+xml">
</head>
<body>
${body}
</body>
</html>
`.text;
}

function testBanner({ isSandbox }: ProviderFacts, language: Language): Insert {
  return isSandbox && html`<p class="test"><strong>${WORDS[language].test}</strong></p>`;
}

function languageMenu(now: Language, path: string): Markup {
  const items = LANGUAGES.map((one) => {
    const { languageName } = WORDS[one];
    return html`<li><a href="/${one}${path}" lang="${one}" hreflang="${one}"${one === now && html` aria-current="true"`}>${languageName}</a></li>`;
  });
  return html`<nav aria-label="${WORDS[now].languages}"><ul>${items}</ul></nav>`;
}

const SEAL_PATH =
  'M24 3c3 0 4 3 7 4s6-1 8 1 0 5 1 8 4 4 4 8-3 4-4 7 1 6-1 8-5 0-8 1-4 4-7 4-4-3-7-4-6 1-8-1 0-5-1-8-4-4-4-7 3-5 4-8-1-6 1-8 5 0 8-1 4-4 7-4z';
const SEAL = new Markup(
  `<svg class="seal" viewBox="0 0 48 48" aria-hidden="true" focusable="false"><path d="${SEAL_PATH}"/><circle cx="24" cy="24" r="11"/><path class="tick" d="M18.5 24.5l4 4 7.5-8.5"/></svg>`,
);
/** The same as a file. */
export const SEAL_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#8c1c28" d="${SEAL_PATH}"/><circle cx="24" cy="24" r="11" fill="none" stroke="#fff" stroke-width="2"/><path fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" d="M18.5 24.5l4 4 7.5-8.5"/></svg>`;

/** A text with where to write, guarded, in its `{contact}`; a provider that publishes no address says where it stands. */
export function withContact(text: string, { contactAddress }: ProviderFacts, language: Language): readonly Insert[] {
  const contact = contactAddress === undefined ? WORDS[language].contactNone : guardAddress(contactAddress);
  return text.split(/(\{contact\})/).map((part) => (part === '{contact}' ? contact : part));
}

/** Names and values, one below the other. */
export function factList(rows: readonly (readonly [name: string, value: Insert])[]): Markup {
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
