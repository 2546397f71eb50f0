const FIELDS: Readonly<Record<string, string>> = {
  ordinaryMail: 'posta ordinaria',
  policy: 'limiti',
  closedChannel: 'canale chiuso',
  organisation: 'organizzazione',
  office: 'ufficio',
  enrolment: 'attivazione',
  quotaBytes: 'capienza',
  holder: 'titolare',
  name: 'nome',
  taxCode: 'codice fiscale',
  ipaCode: 'codice IPA',
  domains: 'domini',
  parent: 'parte di',
  maxRecipients: 'destinatari',
  maxBytesTimesRecipients: 'dimensione per destinatari',
  submissionsPerHour: 'messaggi in un’ora',
  secondFactor: 'secondo fattore',
  unfreeze: 'sblocco',
  allowOnly: 'ammessi',
  text: 'testo',
  from: 'dal',
  to: 'a',
};
const WORDS: Readonly<Record<string, string>> = {
  accept: 'accettata',
  refuse: 'rifiutata',
  forward: 'inoltrata',
  wanted: 'consigliato',
  required: 'obbligatorio',
  operator: 'solo operatori',
  open: 'aperta',
};
/** Fields whose values are of a closed list: nobody's name is ever turned into a word of ours. */
const CODED = new Set(['kind', 'secondFactor', 'unfreeze', 'enrolment']);
const BYTES = new Set(['quotaBytes', 'maxBytesTimesRecipients']);

/** What was, what is, in the words of the log: only fields that differ. */
export function toldDifferences(before: object, after: object): string {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  const told: string[] = [];
  for (const field of fields) {
    const [was, is] = [before, after].map((of) => (of as Record<string, unknown>)[field]);
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    told.push(`${FIELDS[field] ?? field}: ${toldValue(field, was)} -> ${toldValue(field, is)}`);
  }
  return told.join('; ').slice(0, 2_000);
}

function toldValue(field: string, value: unknown): string {
  if (value === undefined || value === null) return 'come di norma';
  if (Array.isArray(value)) return value.length === 0 ? 'nessuno' : value.join(', ');
  if (typeof value === 'object') {
    const parts = Object.entries(value).filter(([, part]) => part !== undefined);
    if (parts.length === 0) return 'come di norma';
    return parts.map(([name, part]) => (name === 'kind' ? toldValue(name, part) : pair(name, part))).join(', ');
  }
  if (BYTES.has(field) && typeof value === 'number') return `${value / 1_000_000} MB`;
  if (field === 'from' && typeof value === 'number') return new Date(value).toISOString();
  return (CODED.has(field) ? WORDS[String(value)] : undefined) ?? String(value);
}

function pair(name: string, part: unknown): string {
  const value = toldValue(name, part);
  return `${FIELDS[name] ?? name} ${name === 'text' ? `«${value}»` : value}`;
}

const STATES: Readonly<Record<string, string>> = {
  active: 'attiva',
  suspended: 'sospesa',
  'receive-only': 'sola ricezione',
  'read-only': 'sola lettura',
  closing: 'in chiusura',
  revoked: 'chiusa',
};

/** A state of a mailbox as the log has it. */
export function toldState(state: string): string {
  return STATES[state] ?? state;
}
