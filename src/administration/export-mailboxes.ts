import { stringify } from 'csv-stringify/sync';
import type { Actor } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { allCards, KINDS, officeValue, organisationValue } from './cards.ts';
import { viewMailboxes } from './mailbox-view.ts';

const PAGE = 500;
const HEADER = [
  'indirizzo',
  'titolare',
  'tipo',
  'stato',
  'organizzazione',
  'ufficio',
  'spazio MiB',
  'occupato MiB',
  'messaggi',
  'deleghe',
  'secondo fattore',
  'ultimo accesso',
];

/** What begins like this is a formula to a spreadsheet: a quote in front makes it text. */
const asText = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** All mailboxes of this visitor as CSV, page by page, so that a hundred thousand are no burden. */
export async function* exportMailboxes(by: Actor, ports: AdministrationPorts): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  const names = new Map<string, string>();
  for (const { id, value } of await allCards(ports.store, KINDS.organisation))
    names.set(id, organisationValue.parse(value).name);
  for (const { id, value } of await allCards(ports.store, KINDS.office)) names.set(id, officeValue.parse(value).name);
  const name = (id: string | undefined) => asText(id === undefined ? '' : (names.get(id) ?? id));
  const mebibytes = (octets: number) => Math.round(octets / 1_048_576);
  yield encoder.encode(`\uFEFF${stringify([HEADER], { delimiter: ';' })}`);
  for (let after = ''; ; ) {
    const organisation = by.organisation;
    const rows = await ports.store.findMailboxes({ after, limit: PAGE, ...(organisation && { organisation }) });
    const lines = (await viewMailboxes(rows, ports)).map((box) => [
      asText(box.address),
      asText(box.holder),
      box.holderKind ?? '',
      box.state,
      name(box.organisation),
      name(box.office),
      mebibytes(box.quotaBytes),
      mebibytes(box.usedBytes),
      box.messages,
      box.delegates,
      box.hasSecondFactor ? 'sì' : 'no',
      box.lastLogin ?? '',
    ]);
    yield encoder.encode(stringify(lines, { delimiter: ';' }));
    after = rows.at(-1)?.mailbox.address ?? '';
    if (rows.length < PAGE) return;
  }
}
