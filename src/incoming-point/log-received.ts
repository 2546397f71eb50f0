import type { Daticert, Instant } from '#pec';
import type { LogEvent, LogRecord } from '#ports';
import type { Incoming } from './incoming.ts';

/** A notice that speaks of another month tells no time that could be shown to anybody. */
const PLAUSIBLE_MS = 31 * 86_400_000;

/** The log record of a PEC message that arrived, with the mandatory fields as its `daticert.xml` states them (spec 15.2). */
export function logReceived(
  event: LogEvent,
  at: Instant,
  kind: { readonly daticert: Daticert; readonly certifiedAt?: Instant; readonly record: { readonly name: string } },
  incoming: Incoming,
): LogRecord {
  const { daticert, certifiedAt } = kind;
  const isPlausible = certifiedAt !== undefined && Math.abs(certifiedAt - at) <= PLAUSIBLE_MS;
  return {
    instant: at,
    point: 'InP',
    event,
    tipo: daticert.tipo,
    identificativo: daticert.identificativo,
    ...(daticert.msgid !== undefined && { msgid: daticert.msgid }),
    mittente: daticert.sender,
    destinatari: daticert.recipients,
    ...(daticert.subject !== undefined && { oggetto: daticert.subject }),
    gestore: kind.record.name,
    ...(daticert.receiptType !== undefined && { tipoRicevuta: daticert.receiptType }),
    ...(daticert.consegna !== undefined && { consegna: daticert.consegna }),
    ...(daticert.ricezione !== undefined && { ricezione: daticert.ricezione }),
    ...(isPlausible && { data: certifiedAt }),
    ...(daticert.errore !== 'nessuno' && { errore: daticert.errore }),
    ...(daticert.erroreEsteso !== undefined && { erroreEsteso: daticert.erroreEsteso }),
    peer: incoming.peer,
    tls: incoming.transport !== 'clear',
    size: incoming.message.size,
    sha256: incoming.message.sha256,
    related: [incoming.message.id],
  };
}
