import { sameAddress } from '#mime';
import type { LogRecord } from '#ports';
import { type Asker, DisclosureFault, type DisclosurePorts } from './disclosure.ts';

/** Events that tell of the system, not of a message: for authorities only. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(['RegistroConsultato', 'Amministrazione', 'ChiaveUso']);

/**
 * May this record be given to who asks? A holder is given what is of the messages he sent, and of those that were delivered to him what
 * is about him alone: the outcome at others is the sender's (spec 15.3).
 */
export function maySee(asker: Asker, record: LogRecord): boolean {
  if (asker.kind === 'authority') return true;
  if (OF_THE_SYSTEM.has(record.event)) return false;
  const { address } = asker;
  if (record.mittente !== undefined && sameAddress(record.mittente, address)) return true;
  const about = record.consegna === undefined ? (record.ricezione ?? []) : [record.consegna];
  return about.length === 1 && sameAddress(about[0]!, address);
}

/** A holder asks his own provider, also when his mailbox is closed. Throws DisclosureFault for everybody else. */
export async function refuseStranger(asker: Asker, { store }: Pick<DisclosurePorts, 'store'>): Promise<void> {
  if (asker.kind === 'authority' || (await store.mailbox(asker.address)) !== undefined) return;
  throw new DisclosureFault(`${asker.address} has no mailbox here: its own provider answers`);
}
