import type { Language } from '#contract';
import { guardAddress } from './guard-address.ts';
import { html, type Insert, type Markup } from './html.ts';
import { factList, withContact } from './layout.ts';
import type { ProviderFacts, PublicPagesPorts, PublicStatus } from './public-pages-ports.ts';
import { REVIEWED_ON, type Statements, statements } from './statements.ts';
import { fill, WORDS, writtenDay, writtenNumber, writtenShare, writtenTime } from './words.ts';

/** Bodies that publish their addresses here. */
export function bodiesMain(bodies: Awaited<ReturnType<PublicPagesPorts['bodies']>>, language: Language): Markup {
  const words = WORDS[language];
  const items = bodies.map(({ slug, name }) => html`<li><a href="/${language}/enti/${slug}">${name}</a></li>`);
  return html`<h1>${words.bodiesTitle}</h1><p class="lead">${words.bodiesLead}</p>
${bodies.length === 0 ? html`<p class="empty">${words.bodiesNone}</p>` : html`<ul class="links">${items}</ul>`}`;
}

/** The public part of the index of providers (spec 13). */
export function providersMain(index: Awaited<ReturnType<PublicPagesPorts['providers']>>, language: Language): Markup {
  const words = WORDS[language];
  const head = html`<h1>${words.providersTitle}</h1><p class="lead">${words.providersLead}</p>`;
  if (index.asOf === undefined) return html`${head}<p class="empty">${words.providersNone}</p>`;
  const rows = index.providers.map(
    ({ name, domains, mailReceipt }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${writtenNumber(domains, language)}</td><td>${guardAddress(mailReceipt)}</td></tr>`,
  );
  return html`${head}
<p class="meta">${fill(words.providersAsOf, { when: writtenTime(index.asOf, language) })} · ${fill(words.providersCount, { count: index.providers.length })}</p>
<p class="without-style">${words.withoutStyle}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${words.providersTitle}"><table><thead><tr><th scope="col">${words.columnProvider}</th><th scope="col" class="number">${words.columnDomains}</th><th scope="col">${words.columnReceipts}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const POINT_WORDS = { access: 'pointAccess', incoming: 'pointIncoming', delivery: 'pointDelivery' } as const;
const KIND_WORDS: Readonly<Record<string, 'kindPlanned' | 'kindIncident' | 'kindMalfunction'>> = {
  planned: 'kindPlanned',
  incident: 'kindIncident',
  malfunction: 'kindMalfunction',
};

/** Whether the service is up, from the same clock that feeds the report to the authority. */
export function statusMain({ at, points, availability, outages }: PublicStatus, language: Language): Markup {
  const words = WORDS[language];
  const isUp = points.every((point) => point.isUp);
  const items = points.map(
    ({ point, isUp: works }) =>
      html`<li class="entry"><p class="line"><span class="kind ${works ? 'up' : 'down'}">${works ? words.up : words.down}</span> ${words[POINT_WORDS[point]]}</p></li>`,
  );
  return html`<h1>${words.statusTitle}</h1>
<p class="verdict ${isUp ? 'up' : 'down'}"><strong>${isUp ? words.allUp : words.someDown}</strong></p>
<p class="meta">${fill(words.statusAt, { when: writtenTime(at, language) })}</p>
<ul class="entries">${items}</ul>
${factList([[words.availability, availability === undefined ? words.availabilityNone : html`<strong>${writtenShare(availability, language)}</strong>`]])}
<p>${words.availabilityRequired}</p>
<section class="part"><h2>${words.outagesTitle}</h2>${outageTable(outages, language)}</section>`;
}

function outageTable(outages: PublicStatus['outages'], language: Language): Markup {
  const words = WORDS[language];
  if (outages.length === 0) return html`<p class="empty">${words.outagesNone}</p>`;
  const end = ({ to, isAnnounced }: PublicStatus['outages'][number]) =>
    to !== undefined ? writtenTime(to, language) : isAnnounced ? words.outageUnknown : words.outageOpen;
  const rows = outages.map(
    (outage) =>
      html`<tr><td>${writtenTime(outage.from, language)}</td><td>${end(outage)}</td><td>${words[KIND_WORDS[outage.kind] ?? 'kindOther']}${outage.isAnnounced ? `, ${words.outageAnnounced}` : ''}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.outagesTitle}"><table><thead><tr><th scope="col">${words.outageFrom}</th><th scope="col">${words.outageTo}</th><th scope="col">${words.outageKind}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Accessibility and privacy. */
export function statementMain(
  which: keyof Statements,
  provider: ProviderFacts,
  language: Language,
): { readonly title: string; readonly main: Markup } {
  const { title, lead, sections } = statements(language, {
    name: provider.name,
    months: provider.logMonths,
    day: writtenDay(REVIEWED_ON, language),
  })[which];
  const written = (text: string): Insert => withContact(text, provider, language);
  const parts = sections.map(
    (section) =>
      html`<section class="part"><h2>${section.title}</h2>${section.paragraphs.map((text) => html`<p>${written(text)}</p>`)}</section>`,
  );
  const note = WORDS[language].withoutStyle;
  return {
    title,
    main: html`<h1>${title}</h1><p class="lead">${lead}</p><p class="without-style">${note}</p>${parts}`,
  };
}

/** What is said instead of a page. */
export function noticeMain(
  title: string,
  text: string,
  link: { readonly href: string; readonly text: string },
): Markup {
  return html`<h1>${title}</h1><p class="lead">${text}</p><p><a href="${link.href}">${link.text}</a></p>`;
}
