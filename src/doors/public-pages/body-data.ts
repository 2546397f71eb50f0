import type { PublicEntry, PublicPage } from '#contract';

const COLUMNS = [
  'sezione',
  'servizio',
  'codice_ipa',
  'responsabile',
  'descrizione',
  'indirizzo',
  'tipo',
  'ruolo',
  'etichetta',
  'solo_pec',
] as const;

const ROLE_WORDS = {
  institutional: 'istituzionale',
  sector: 'settore',
  'front-office': 'sportello',
  official: 'dirigente',
} as const satisfies Record<NonNullable<PublicEntry['addresses'][number]['role']>, string>;

/** The same data as the page, one address a line (RFC 4180; with the mark by which spreadsheets know UTF-8). */
export function bodyCsv({ entries }: PublicPage): string {
  const rows = entries.flatMap((entry) => entry.addresses.map((address) => rowOf(entry, address)));
  return `\u{feff}${[COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

export function bodyJson(page: PublicPage): string {
  return `${JSON.stringify(page, undefined, 2)}\n`;
}

function rowOf(entry: PublicEntry, address: PublicEntry['addresses'][number]): readonly string[] {
  return [
    entry.section,
    entry.name,
    entry.ipaCode ?? '',
    entry.official ?? '',
    entry.description ?? '',
    address.address,
    address.kind === 'certified' ? 'pec' : 'ordinaria',
    address.role === undefined ? '' : ROLE_WORDS[address.role],
    address.label ?? '',
    address.kind === 'certified' ? (address.certifiedOnly ? 'si' : 'no') : '',
  ];
}

/** A cell that begins like a formula would be run by a spreadsheet: an apostrophe makes it text (OWASP CSV injection). */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
