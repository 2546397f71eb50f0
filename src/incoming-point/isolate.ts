import { newId } from '#issuing';
import type { LogRecord, Step } from '#ports';
import { type IncomingPointPorts, newlyStored } from './incoming.ts';
import type { Arrival } from './receive.ts';

/**
 * An infected message of a provider, whatever else is wrong with it, goes to nobody: into the virus store for 30 months (RFC 6109 2.2.2,
 * 2.2.4; spec 9.6). `told` is what the log says of it.
 */
export function isolate(
  { incoming, at, virus = '' }: Arrival,
  recipients: readonly string[],
  told: Omit<LogRecord, 'event'>,
  { random }: Pick<IncomingPointPorts, 'random'>,
): Step {
  const { mailFrom: sender, message } = incoming;
  const { identificativo } = told;
  const kept = { id: newId(at, random), messageId: message.id, at, point: 'InP', virus, sender, recipients } as const;
  return {
    quarantine: [{ ...kept, ...(identificativo !== undefined && { identificativo }) }],
    log: [{ ...told, event: 'Quarantena', virus }],
  };
}

/** The octets that `isolate` names, for a step that does not store them anyhow. */
export function keptIfInfected({ incoming, virus }: Arrival): Step {
  return virus === undefined ? {} : { messages: newlyStored(incoming) };
}
