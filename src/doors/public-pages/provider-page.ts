import type { Language } from '#contract';
import { guardAddress } from './guard-address.ts';
import { html, type Insert, type Markup } from './html.ts';
import { factList, withContact } from './layout.ts';
import type { ProviderFacts, PublicHead, PublishedCertificate } from './public-pages-ports.ts';
import { dayOf, fill, WORDS, writtenDay, writtenNumber, writtenSize, writtenTime } from './words.ts';

interface Told {
  readonly provider: ProviderFacts;
  readonly certificates: readonly PublishedCertificate[];
  readonly head: PublicHead | undefined;
}

/** What a provider publishes of itself: the data of its operating manual (DM a23), as it is set, its certificates, its heads. */
export function providerMain(told: Told, language: Language): Markup {
  const { provider } = told;
  const words = WORDS[language];
  return html`<h1>${provider.name}</h1>
<p class="lead">${words.providerLead}</p>
<p class="meta">${words.providerGenerated}</p>
<p class="without-style">${words.withoutStyle}</p>
${part(words.whoTitle, who(provider, language))}
${part(words.limitsTitle, limits(provider, language))}
${part(words.timesTitle, times(language))}
${part(words.logTitle, [
  html`<p>${fill(words.logKept, { months: provider.logMonths })}</p>`,
  html`<p>${withContact(words.logAsk, provider, language)}</p><p>${words.logAuthority}</p>`,
])}
${provider.doors.length > 0 && part(words.settingsTitle, doors(provider, language))}
${part(words.certificatesTitle, certificates(told.certificates, language))}
${part(words.transparencyTitle, transparency(told, language))}`;
}

function part(title: string, content: Insert): Markup {
  return html`<section class="part"><h2>${title}</h2>${content}</section>`;
}

function who({ name, domain, serviceAddress, contactAddress, domains }: ProviderFacts, language: Language): Markup {
  const words = WORDS[language];
  const contact = contactAddress === undefined ? words.contactNone : guardAddress(contactAddress);
  return factList([
    [words.name, name],
    [words.mailDomain, domain],
    [words.contact, contact],
    [words.serviceAddress, html`${guardAddress(serviceAddress)}<br><small>${words.serviceNote}</small>`],
    [words.pecDomains, html`<ul class="inline">${domains.map((one) => html`<li>${one}</li>`)}</ul>`],
  ]);
}

function limits({ limits: granted }: ProviderFacts, language: Language): Markup {
  const words = WORDS[language];
  const { maxBytesTimesRecipients: product, submissionsPerHour: pace } = granted;
  return html`${factList([
    [words.maxMessage, writtenSize(granted.maxMessageBytes, language)],
    [words.maxProduct, product === undefined ? words.unlimited : writtenSize(product, language)],
    [words.maxRecipients, writtenNumber(granted.maxRecipients, language)],
    [words.quota, writtenSize(granted.quotaBytes, language)],
    [words.pace, pace === undefined ? words.noPace : writtenNumber(pace, language)],
  ])}<p>${words.fullBoxText}</p>`;
}

function times(language: Language): Markup {
  const words = WORDS[language];
  return factList([
    [words.timeAccept, words.timeAcceptValue],
    [words.timeWarning, words.timeWarningValue],
    [words.timeGiveUp, words.timeGiveUpValue],
    [words.timeAvailability, words.timeAvailabilityValue],
  ]);
}

const DOOR_WORDS = { submission: 'doorSubmission', imap: 'doorImap', pop3: 'doorPop3' } as const;

function doors({ doors: open }: ProviderFacts, language: Language): Markup {
  const words = WORDS[language];
  const rows = open.map(
    ({ kind, host, port }) =>
      html`<tr><th scope="row">${words[DOOR_WORDS[kind]]}</th><td>${host}</td><td>${port}</td></tr>`,
  );
  return html`<p>${words.settingsText}</p><div class="scroll" tabindex="0" role="region" aria-label="${words.settingsTitle}"><table><thead><tr><th scope="col">${words.columnUse}</th><th scope="col">${words.host}</th><th scope="col">${words.port}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const ROLE_WORDS = { 'in-force': 'inForce', next: 'next', before: 'before' } as const;

function certificates(all: readonly PublishedCertificate[], language: Language): Markup {
  const words = WORDS[language];
  const items = all.map(
    ({
      role,
      subject,
      from,
      to,
      sha256,
    }) => html`<li class="entry"><p class="line"><span class="kind ${role}">${words[ROLE_WORDS[role]]}</span> <strong>${subject}</strong></p>
<p class="policy">${words.columnValid} ${fill(words.validFromTo, { from: writtenDay(dayOf(from), language), to: writtenDay(dayOf(to), language) })}</p>
<p class="policy">${words.fingerprint}: <code>${sha256}</code></p>
<p><a href="/gestore/certificati/${sha256}.cer">${words.download}</a></p></li>`,
  );
  return html`<p>${words.certificatesText}</p><ul class="entries">${items}</ul><p><a href="/gestore/radici.pem">${words.rootsDownload}</a></p>`;
}

function transparency({ provider, head }: Told, language: Language): Insert {
  const words = WORDS[language];
  const last =
    head === undefined
      ? words.transparencyNone
      : fill(words.transparencyLast, {
          day: writtenDay(head.day, language),
          size: writtenNumber(head.size, language),
          when: writtenTime(head.at, language),
        });
  return [
    html`<p>${words.transparencyText}</p><p>${last}</p>`,
    head !== undefined && html`<p><code>${head.root}</code></p>`,
    provider.logHeadsUrl !== undefined && html`<p><a href="${provider.logHeadsUrl}">${words.transparencyLink}</a></p>`,
  ];
}
