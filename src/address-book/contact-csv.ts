import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Contact } from '#contract';
import type { ForeignContact } from '#mime';

/** What Thunderbird, Outlook and Google call their columns, in English, Italian and German; lower case, letters and digits alone. */
const COLUMNS: Readonly<
  Record<string, 'name' | 'given' | 'family' | 'organisation' | 'address' | 'phone' | 'notes' | 'groups'>
> = {
  ...named('name', [
    'display name',
    'name',
    'nome visualizzato',
    'anzeigename',
    'full name',
    'nominativo',
    'denominazione',
  ]),
  ...named('given', ['first name', 'given name', 'nome', 'vorname', 'middle name', 'additional name', 'secondo nome']),
  ...named('family', ['last name', 'family name', 'surname', 'cognome', 'nachname']),
  ...named('organisation', [
    'organization',
    'organisation',
    'company',
    'società',
    'azienda',
    'ente',
    'firma',
    'organizzazione',
    'organization 1 name',
    'organization name',
    'organisation name',
  ]),
  ...named('address', [
    'primary email',
    'secondary email',
    'e-mail',
    'email',
    'e-mail address',
    'email address',
    'e-mail 2 address',
    'e-mail 3 address',
    'indirizzo posta elettronica',
    'indirizzo di posta elettronica',
    'posta elettronica principale',
    'posta elettronica secondaria',
    'pec',
    'indirizzo pec',
    'domicilio digitale',
    'primäre e-mail-adresse',
    'sekundäre e-mail-adresse',
    'e-mail-adresse',
    'e-mail 2-adresse',
    'e-mail 1 - value',
    'e-mail 2 - value',
    'e-mail 3 - value',
    'indirizzo',
    'indirizzo e-mail',
    'posta certificata',
    'posta elettronica',
    'posta elettronica certificata',
    'email 1',
    'email 2',
    'mail',
  ]),
  ...named('phone', [
    'work phone',
    'mobile number',
    'home phone',
    'business phone',
    'mobile phone',
    'telefono',
    'telefono ufficio',
    'cellulare',
    'phone',
    'phone 1 - value',
    'telefon',
  ]),
  ...named('notes', ['notes', 'note', 'notizen']),
  ...named('groups', [
    'group membership',
    'labels',
    'categories',
    'categorie',
    'kategorien',
    'groups',
    'group',
    'gruppi',
    'gruppo',
    'gruppen',
    'gruppe',
    'etichette',
  ]),
};

function named<T extends string>(as: T, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.map((name) => [plain(name), as]));
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const MAX_ROW = 200_000;

/** Reads what address books export. The parting character is the one that stands most often in the first line. Throws Error when it is no CSV, or has no column of addresses. */
export function readContactCsv(text: string): ForeignContact[] {
  const bare = text.replace(/^\ufeff/, '');
  const first = bare.slice(0, bare.search(/\r|\n|$/));
  const delimiter = [',', ';', '\t'].reduce((best, one) =>
    first.split(one).length > first.split(best).length ? one : best,
  );
  const rows = parse(bare, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
    info: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const [head, ...rest] = rows;
  const columns = (head?.record ?? []).map((name) => COLUMNS[plain(name)]);
  if (!columns.includes('address')) throw new Error('no column holds addresses');
  return rest.map(({ record, info }) => contactOf(record, columns, info.lines));
}

function contactOf(record: readonly string[], columns: readonly (string | undefined)[], at: number): ForeignContact {
  const of = (column: string) =>
    record.filter((value, place) => columns[place] === column && value.trim() !== '').map((value) => value.trim());
  const addresses = of('address')
    .flatMap((value) => value.split(/\s*:::\s*|\s*;\s*/))
    .map((address) => ({ address, label: '' }));
  const organisation = of('organisation')[0] ?? '';
  const name = of('name')[0] ?? [...of('given'), ...of('family')].join(' ');
  const groups = of('groups')
    .flatMap((value) => value.split(/\s*(?::::|;|,)\s*/))
    .filter((one) => one !== '' && !one.startsWith('*'));
  return {
    at,
    name: name || organisation || (addresses[0]?.address ?? ''),
    organisation,
    addresses,
    phone: of('phone')[0] ?? '',
    notes: of('notes').join('\n'),
    groups,
  };
}

const HEAD = ['Display Name', 'Organization', 'Primary Email', 'Secondary Email', 'Work Phone', 'Notes', 'Categories'];

/** In the columns of Thunderbird; a value that a spreadsheet would take for a formula is led by an apostrophe. */
export function writeContactCsv(contacts: readonly Contact[], nameOf: (group: string) => string | undefined): string {
  const rows = contacts.map(({ name, organisation = '', addresses, phone = '', notes = '', groups }) => {
    const [first = '', ...others] = addresses.map(({ address }) => address);
    const labels = groups.map(nameOf).filter((one) => one !== undefined);
    return [name, organisation, first, others.join(' ; '), phone, notes, labels.join(' ; ')];
  });
  return stringify([HEAD, ...rows], { record_delimiter: '\r\n', escape_formulas: true, bom: true });
}
