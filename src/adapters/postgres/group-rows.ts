import { type Cell, type ColumnType, type MeasuredArray, measureArray } from './binary-array.ts';

type Columns = Readonly<Record<string, ColumnType>>;

const CARD = {
  step: 'int4',
  kind: 'text',
  id: 'text',
  owner: 'text',
  value: 'text',
  key: 'text',
  due_at: 'int8',
  messages: 'text',
  at: 'int8',
} as const;

/** What one group statement can be given, section by section. Every section begins with the number of the step in its group. */
export const SECTIONS = {
  lease: { step: 'int4', job: 'text', token: 'text' },
  quota: { step: 'int4', mailbox: 'text', bytes: 'int8', before: 'int8', up_to: 'int8' },
  version: { step: 'int4', name: 'text', sha256: 'text' },
  needs: { step: 'int4', message: 'text' },
  card_expect: { step: 'int4', kind: 'text', id: 'text', was: 'int8', key: 'text' },
  message: { step: 'int4', id: 'text', size: 'int8', sha256: 'bytea', literal: 'bytea', layout: 'text' },
  blob: { step: 'int4', message: 'text', ordinal: 'int4', blob: 'text', start: 'int8', length: 'int8' },
  seen: { step: 'int4', key: 'text', sha256: 'bytea', message: 'text' },
  dispatch: {
    step: 'int4',
    identificativo: 'text',
    facts: 'text',
    accepted_at: 'int8',
    mailbox: 'text',
    envelope: 'text',
  },
  track: { step: 'int4', identificativo: 'text', recipient: 'text', state: 'text', due_at: 'int8' },
  tracking: { step: 'int4', identificativo: 'text', recipient: 'text', was: 'text', state: 'text', due_at: 'int8' },
  log: {
    step: 'int4',
    instant: 'int8',
    event: 'text',
    sender: 'text',
    recipients: 'text',
    identificativo: 'text',
    msgid: 'text',
    record: 'text',
  },
  place: {
    step: 'int4',
    mailbox: 'text',
    folder: 'text',
    message: 'text',
    size: 'int8',
    internal_date: 'int8',
    flags: 'text',
    thread: 'text',
  },
  quarantine: { step: 'int4', id: 'text', at: 'int8', message: 'text', record: 'text' },
  document: { step: 'int4', name: 'text', bytes: 'bytea', at: 'int8' },
  forget: { step: 'int4', name: 'text' },
  domain: { step: 'int4', name: 'text', record: 'text' },
  mailbox: { step: 'int4', id: 'text', address: 'text', status: 'text', quota_bytes: 'int8', record: 'text' },
  user: { step: 'int4', login: 'text', record: 'text' },
  mailbox_change: { step: 'int4', id: 'text', change: 'text' },
  user_change: { step: 'int4', login: 'text', change: 'text' },
  grant: { step: 'int4', mailbox: 'text', login: 'text', record: 'text' },
  undomain: { step: 'int4', name: 'text' },
  ungrant: { step: 'int4', mailbox: 'text', login: 'text' },
  rights: { step: 'int4', folder: 'text', login: 'text', rights: 'text' },
  unrights: { step: 'int4', folder: 'text', login: 'text' },
  app_password: { step: 'int4', id: 'text', login: 'text', record: 'text' },
  card: CARD,
  card_new: CARD,
  card_gone: { step: 'int4', kind: 'text', id: 'text' },
  job: {
    step: 'int4',
    id: 'text',
    queue: 'text',
    work: 'text',
    run_at: 'int8',
    expires_at: 'int8',
    attempts: 'int4',
    token: 'text',
    leased_at: 'float8',
    leased_until: 'float8',
  },
  done: { step: 'int4', id: 'text' },
  retry: { step: 'int4', id: 'text', run_at: 'int8', last_error: 'text', work: 'text' },
} as const satisfies Readonly<Record<string, Columns>>;

export type SectionName = keyof typeof SECTIONS;
type Row<S extends SectionName> = { readonly [column in keyof (typeof SECTIONS)[S]]: Cell };

/** The rows of a group, gathered column by column. */
export class GroupRows {
  readonly #columns = new Map<SectionName, Cell[][]>();

  add<S extends SectionName>(section: S, row: Row<S>): void {
    let columns = this.#columns.get(section);
    const names = Object.keys(SECTIONS[section]);
    if (!columns) {
      columns = names.map(() => []);
      this.#columns.set(section, columns);
    }
    for (let i = 0; i < names.length; i++) columns[i]!.push(row[names[i] as keyof Row<S>]);
  }

  /** Sections in use, in the order of `SECTIONS`. */
  sections(): readonly SectionName[] {
    return (Object.keys(SECTIONS) as SectionName[]).filter((section) => this.#columns.has(section));
  }

  /** The parameters of the statement for `sections()`. */
  values(sections: readonly SectionName[]): MeasuredArray[] {
    return sections.flatMap((section) => {
      const types = Object.values<ColumnType>(SECTIONS[section]);
      const columns = this.#columns.get(section);
      return types.map((type, i) => measureArray(type, columns?.[i] ?? []));
    });
  }
}
