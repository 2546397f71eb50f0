import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { isoLegalTime } from '#pec';
import type { LogQuery, StoredLogRecord } from '#ports';
import { spanOption } from './day-options.ts';
import { CliFault, EXIT } from './exit.ts';
import { eventOption } from './log-events.ts';
import { type OpenProvider, onProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson, printRows } from './print.ts';

interface SearchOptions extends ProviderOptions {
  readonly sender?: string;
  readonly recipient?: string;
  readonly id?: string;
  readonly msgid?: string;
  readonly event?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
  readonly user?: string;
  readonly reason?: string;
}

/** The question to the log. Throws CliFault for what no record could match. */
export function searchQuery(options: Omit<SearchOptions, keyof ProviderOptions>): LogQuery {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000_000)
    throw new CliFault(`--limit ${options.limit} is no number of records`, EXIT.usage);
  const asked = {
    sender: options.sender,
    recipient: options.recipient,
    identificativo: options.id,
    msgid: options.msgid,
    event: eventOption(options.event),
    ...spanOption(options),
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return { ...given, limit, newestFirst: true };
}

/** For people, in the legal time of Italy: the days of `--from` and `--to`, and the hours that receipts tell. */
export function row(record: StoredLogRecord): Readonly<Record<string, unknown>> {
  const { instant: at, point, event, identificativo, mittente, destinatari, consegna, ricezione, oggetto } = record;
  const to = consegna ?? ricezione ?? destinatari?.map(({ address }) => address);
  const why = record.eccezioni ?? record.virus ?? record.erroreEsteso ?? record.errore;
  return { instant: isoLegalTime(at), point, event, identificativo, mittente, to, oggetto, why };
}

/** Who looks into the log stands in the log, before he is shown anything (spec 15.3). */
async function recordSearch(options: SearchOptions, found: number, { store, now }: OpenProvider): Promise<void> {
  const { sender, recipient, id, msgid, event, from, to } = options;
  const asked = {
    mittente: sender,
    destinatario: recipient,
    identificativo: id,
    msgid,
    evento: event,
    dal: from,
    al: to,
  };
  const words = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const what = `ricerca nel registro: ${words.join(', ') || 'tutto'}; ${found} registrazioni`;
  const eccezioni = [what, ...(options.reason === undefined ? [] : [`motivo: ${options.reason}`])];
  const utente = options.user ?? `operatore ${userInfo().username}`;
  await store.commit({ log: [{ instant: now(), point: 'SYS', event: 'RegistroConsultato', utente, eccezioni }] });
}

async function search(options: SearchOptions): Promise<void> {
  const asked = searchQuery(options);
  const found = await withProvider(options, async (provider) => {
    const records = await provider.store.searchLog(asked);
    await recordSearch(options, records.length, provider);
    return records;
  });
  const inOrder = [...found].reverse();
  if (options.json === true) printJson(inOrder.map((record) => ({ ...record, instant: isoDate(record.instant) })));
  else if (found.length === 0) process.stdout.write('No record matches.\n');
  else printRows(inOrder.map(row), false);
  if (found.length === asked.limit)
    process.stderr.write(`The ${asked.limit} newest are shown: --limit asks for more.\n`);
}

/** `ceralacca log search`: as a holder, an auditor or a court would ask (T140). */
export function addLogSearch(log: Command): void {
  onProvider(log.command('search').description('Records that match everything asked, oldest first.'))
    .option('--sender <address>', 'whole address, any letter case')
    .option('--recipient <address>', 'whole address, any letter case')
    .option('--id <identificativo>', 'the PEC identifier, without brackets')
    .option('--msgid <message-id>', "the client's own Message-ID, with brackets")
    .option('--event <name>', 'e.g. Accettazione, PresaInCarico, Consegna')
    .option('--from <date>', 'ISO 8601; a day alone is that day in Italy')
    .option('--to <date>', 'ISO 8601; a day alone is that day in Italy, to its end')
    .option('--limit <count>', 'at most so many, the newest', '100')
    .option('--user <name>', 'who looks, for the log; the name of the system account unless said otherwise')
    .option('--reason <text>', 'why, for the log')
    .addHelpText('after', '\nEvery search is itself written into the log: who, what, how many records.')
    .action(search);
}
