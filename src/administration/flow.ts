import { domainOf } from '#mime';
import { isoLegalTime } from '#pec';
import type { StoredLogRecord } from '#ports';

/** Tells of new records of the log; answers how to stop. */
export type LogFollower = (listener: (records: readonly StoredLogRecord[]) => void) => () => void;

/** Told of an event: no subject, no name before the @. */
export interface FlowEvent {
  readonly seq: number;
  readonly at: string;
  readonly point: string;
  readonly event: string;
  readonly from?: string;
  readonly to: readonly string[];
  readonly provider?: string;
}

/** Waiting events of somebody who is slow: then the oldest are left out, since a flow shows what happens now. */
const MOST_WAITING = 1_000;

const HIDDEN: readonly StoredLogRecord['event'][] = ['RegistroConsultato', 'Amministrazione'];

/** What happens in the provider, as it happens, until `signal` ends it. */
export async function* followFlow(follow: LogFollower, signal: AbortSignal): AsyncGenerator<FlowEvent> {
  const waiting: FlowEvent[] = [];
  let wake = () => {};
  const stop = follow((records) => {
    for (const record of records) if (!HIDDEN.includes(record.event)) waiting.push(flowEvent(record));
    if (waiting.length > MOST_WAITING) waiting.splice(0, waiting.length - MOST_WAITING);
    wake();
  });
  const ended = () => wake();
  signal.addEventListener('abort', ended);
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop();
    signal.removeEventListener('abort', ended);
  }
}

export function flowEvent(record: StoredLogRecord): FlowEvent {
  const { seq, instant, point, event, mittente, destinatari = [], consegna, ricezione = [], gestore } = record;
  const addresses = [...destinatari.map(({ address }) => address), ...(consegna ? [consegna] : []), ...ricezione];
  const to = [...new Set(addresses.map(domainOf))].slice(0, 10);
  const from = mittente === undefined || mittente === '' ? undefined : domainOf(mittente);
  return {
    ...{ seq, at: isoLegalTime(instant), point, event, to },
    ...(from !== undefined && { from }),
    ...(gestore !== undefined && { provider: gestore }),
  };
}
