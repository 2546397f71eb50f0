import type { LogRecord } from '#ports';
import { type Asker, type DisclosurePorts, nameOf } from './disclosure.ts';

/** Writes down that somebody was given something, before he is given it (spec 15.3: every access is logged). */
export async function recordAccess(
  asker: Asker,
  what: string,
  { store, legalTime }: Pick<DisclosurePorts, 'store' | 'legalTime'>,
  identificativo?: string,
): Promise<void> {
  const record: LogRecord = {
    instant: legalTime.now(),
    point: 'SYS',
    event: 'RegistroConsultato',
    ...(identificativo !== undefined && { identificativo }),
    utente: nameOf(asker),
    eccezioni: [what],
  };
  const result = await store.commit({ log: [record] });
  if (!result.done) throw new Error(`the access could not be written down: ${result.failed.kind}`);
}
