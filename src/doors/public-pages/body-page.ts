import type { Language, PublicEntry, PublicPage } from '#contract';
import { guardAddress } from './guard-address.ts';
import { html, type Insert, type Markup } from './html.ts';
import { fill, WORDS, type Words, writtenDay } from './words.ts';

type Address = PublicEntry['addresses'][number];

export interface BodyFrame {
  readonly slug: string;
  readonly language: Language;
  /** Origin under which we are known, for the snippet; absent: the frame is not offered. */
  readonly origin?: string | undefined;
  readonly ticket: string;
}

/** PEC addresses of a body, and its ordinary ones, with what each accepts. */
export function bodyMain(page: PublicPage, frame: BodyFrame): Markup {
  const words = WORDS[frame.language];
  return html`<h1>${fill(words.bodyHeading, { body: page.body })}</h1>
<p class="lead">${words.bodyLead}</p>
<p class="meta">${metaOf(page, frame.language)}</p>
${bodyList(page, frame.language)}
${dataForm(words, frame)}
${frame.origin !== undefined && embedding(page, words, frame, frame.origin)}`;
}

/** Without what is around: for a frame in the body's own site. */
export function bodyFramed(page: PublicPage, { slug, language }: Pick<BodyFrame, 'slug' | 'language'>): Markup {
  const words = WORDS[language];
  return html`<h1>${fill(words.bodyHeading, { body: page.body })}</h1>
<p class="meta">${fill(words.updatedOn, { day: writtenDay(page.updatedOn, language) })} · <a href="/${language}/enti/${slug}" target="_blank" rel="noopener">${words.fullPage}</a></p>
${bodyList(page, language)}`;
}

function metaOf(page: PublicPage, language: Language): Insert {
  const words = WORDS[language];
  return [
    fill(words.updatedOn, { day: writtenDay(page.updatedOn, language) }),
    page.ipaCode !== undefined && html` · ${fill(words.ipaCode, { code: page.ipaCode })}`,
    page.site !== undefined && html` · <a href="${page.site}" rel="noreferrer">${words.site}</a>`,
  ];
}

function bodyList(page: PublicPage, language: Language): Markup {
  const words = WORDS[language];
  if (page.entries.length === 0) return html`<p class="empty">${words.noEntries}</p>`;
  const sections = Map.groupBy(page.entries, ({ section }) => section);
  const parts = [...sections].map(
    ([section, entries], at) => html`<section class="part" aria-labelledby="s${at}"><h2 id="s${at}">${section}</h2>
<ul class="entries">${entries.map((entry) => entryItem(entry, words))}</ul></section>`,
  );
  return html`<p class="without-style">${words.withoutStyle}</p>
${domicile(page, words)}
${sections.size > 2 && contents([...sections.keys()], words)}
${parts}`;
}

function contents(sections: readonly string[], words: Words): Markup {
  const items = sections.map((section, at) => html`<li><a href="#s${at}">${section}</a></li>`);
  return html`<nav class="contents" aria-label="${words.contents}"><p>${words.contents}</p><ul>${items}</ul></nav>`;
}

/** The one address where what is sent is delivered to the body itself. */
function domicile({ entries }: PublicPage, words: Words): Insert {
  const all = entries.flatMap(({ addresses }) => addresses);
  const found = all.find(({ role, kind }) => role === 'institutional' && kind === 'certified');
  return (
    found !== undefined &&
    html`<section class="domicile" aria-labelledby="domicilio"><h2 id="domicilio">${words.digitalDomicile}</h2>
<p class="big">${guardAddress(found.address)}</p><p>${words.digitalDomicileText}</p></section>`
  );
}

function entryItem({ name, ipaCode, official, description, addresses }: PublicEntry, words: Words): Markup {
  return html`<li class="entry"><h3>${name}</h3>
${official !== undefined && html`<p class="who">${fill(words.official, { name: official })}</p>`}
${description !== undefined && html`<p>${description}</p>`}
<ul class="addresses">${addresses.map((address) => addressItem(address, words))}</ul>
${ipaCode !== undefined && html`<p class="code">${fill(words.ipaCode, { code: ipaCode })}</p>`}</li>`;
}

const ROLE_WORDS = {
  institutional: 'roleInstitutional',
  sector: 'roleSector',
  'front-office': 'roleFrontOffice',
  official: 'roleOfficial',
} as const;

function addressItem({ address, kind, label, role, certifiedOnly }: Address, words: Words): Markup {
  const isCertified = kind === 'certified';
  const policy = isCertified ? (certifiedOnly ? words.certifiedOnly : words.certifiedToo) : words.ordinaryText;
  const called = [role !== undefined && words[ROLE_WORDS[role]], label].filter((one) => Boolean(one)).join(': ');
  return html`<li><p class="line"><span class="kind ${kind}">${isCertified ? words.certified : words.ordinary}</span> ${guardAddress(address)}</p>
<p class="policy">${called !== '' && html`<strong>${called}.</strong> `}${policy}</p></li>`;
}

/** By a form, not by a link: who follows every link gets no list. */
function dataForm(words: Words, { slug, language, ticket }: BodyFrame): Markup {
  return html`<section class="part data" aria-labelledby="dati"><h2 id="dati">${words.dataTitle}</h2><p>${words.dataText} ${words.printHint}</p>
<form method="post" action="/${language}/enti/${slug}/dati"><input type="hidden" name="biglietto" value="${ticket}">
<button class="button quiet" name="formato" value="csv">${words.downloadCsv}</button>
<button class="button quiet" name="formato" value="json">${words.downloadJson}</button></form></section>`;
}

function embedding(page: PublicPage, words: Words, { slug, language }: BodyFrame, origin: string): Markup {
  const title = fill(words.bodyHeading, { body: page.body });
  const snippet = html`<iframe src="${origin}/${language}/enti/${slug}/incorpora" title="${title}" loading="lazy" width="100%" height="800"></iframe>`;
  return html`<details class="part embed"><summary>${words.embedTitle}</summary><p>${words.embedText}</p>
<pre tabindex="0"><code>${snippet.text}</code></pre>${page.site === undefined && html`<p>${words.embedNoSite}</p>`}</details>`;
}
