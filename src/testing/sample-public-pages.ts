import type { PublicPage } from '#contract';
import type { PublicPagesOptions } from '#doors/public-pages';

const NOW = Date.UTC(2026, 10, 22, 9, 30);

/** A body's page with one of each thing, and with what strangers would like to put in. */
export const SAMPLE_BODY: PublicPage = {
  body: 'Comune di Borgo Sereno',
  ipaCode: 'c_b999',
  site: 'https://www.comune.borgosereno.example/home',
  updatedOn: '2026-11-20',
  entries: [
    {
      section: 'Protocollo generale',
      name: 'Ufficio protocollo',
      ipaCode: 'PROT01',
      official: 'Anna Verdi',
      description: 'Riceve e registra tutto ciò che è indirizzato al Comune.',
      addresses: [
        {
          address: 'protocollo@pec.comune.borgosereno.example',
          kind: 'certified',
          role: 'institutional',
          certifiedOnly: true,
        },
      ],
    },
    {
      section: 'Servizi ai cittadini',
      name: 'Anagrafe e stato civile',
      addresses: [
        { address: 'anagrafe@pec.comune.borgosereno.example', kind: 'certified', role: 'sector', certifiedOnly: false },
        {
          address: 'sportello@comune.borgosereno.example',
          kind: 'ordinary',
          role: 'front-office',
          label: 'lun-ven 9-13',
          certifiedOnly: false,
        },
      ],
    },
    {
      section: 'Organi di governo',
      name: 'Sindaco & <Giunta>',
      official: '=HYPERLINK("x")',
      addresses: [
        { address: 'sindaco@comune.borgosereno.example', kind: 'ordinary', role: 'official', certifiedOnly: false },
      ],
    },
  ],
};

/** A provider with one body, for tests and screens. */
export function samplePublicPages(more: Partial<PublicPagesOptions> = {}): PublicPagesOptions {
  return {
    provider: {
      name: 'Gestore Alfa S.p.A.',
      domain: 'gestore.alfa.example',
      serviceAddress: 'posta-certificata@gestore.alfa.example',
      contactAddress: 'assistenza@gestore.alfa.example',
      isSandbox: true,
      domains: ['pec.alfa.example', 'pec.comune.borgosereno.example'],
      limits: { maxMessageBytes: 100_000_000, maxRecipients: 100, quotaBytes: 2e9, submissionsPerHour: 500 },
      logMonths: 30,
      doors: [
        { kind: 'submission', host: 'mail.alfa.example', port: 465 },
        { kind: 'imap', host: 'mail.alfa.example', port: 993 },
      ],
      logHeadsUrl: 'https://registro.alfa.example/log/',
      sourceUrl: 'https://code.example/ceralacca',
      version: '0.1.0',
    },
    legalTime: { now: () => NOW },
    monotonic: { now: () => 0 },
    files: {
      fonts: new Map([['titillium-web-latin-400-normal.woff2', new Uint8Array([1])]]),
      roots: '-----BEGIN CERTIFICATE-----\n',
    },
    ticketKey: new Uint8Array(32),
    bodies: () => Promise.resolve([{ slug: 'borgo-sereno', name: SAMPLE_BODY.body }]),
    body: (slug) => Promise.resolve(slug === 'borgo-sereno' ? SAMPLE_BODY : undefined),
    providers: () =>
      Promise.resolve({
        asOf: NOW,
        providers: [
          { name: 'Gestore Alfa S.p.A.', mailReceipt: 'ricevute@gestore.alfa.example', domains: 3 },
          { name: 'Gestore Beta', mailReceipt: 'ricevute@gestore.beta.example', domains: 1200 },
        ],
      }),
    status: () =>
      Promise.resolve({
        at: NOW,
        points: [
          { point: 'access', isUp: true },
          { point: 'incoming', isUp: true },
          { point: 'delivery', isUp: true },
        ],
        availability: 0.99987,
        outages: [{ from: NOW - 86_400_000, to: NOW - 86_100_000, kind: 'incident', isAnnounced: false }],
      }),
    certificates: () =>
      Promise.resolve([
        {
          role: 'in-force',
          subject: 'Gestore Alfa S.p.A.',
          issuer: 'CA di prova',
          serial: '01',
          sha256: 'ab'.repeat(32),
          from: NOW - 1e10,
          to: NOW + 1e10,
          der: new Uint8Array([0x30]),
        },
      ]),
    newestHead: () => Promise.resolve({ day: '2026-11-22', size: 1234, root: 'cd'.repeat(32), at: NOW }),
    ...more,
  };
}
