import { joinSteps } from '#issuing';
import type { AccountChange, LogRecord, Step } from '#ports';
import { CliFault } from './exit.ts';
import type { OpenProvider } from './open-provider.ts';

/**
 * Makes an operator's change durable together with its record in the message log (spec 15.2: administration is logged), and with what else
 * belongs to it. Throws when somebody changed the same meanwhile.
 */
export async function recordChange(
  provider: OpenProvider,
  change: AccountChange,
  what: string,
  besides: Step = {},
): Promise<void> {
  const step = joinSteps({ accounts: [change], log: [logged(provider, what)] }, besides);
  const result = await provider.store.commit(step);
  if (!result.done) throw new CliFault('somebody else changed this meanwhile: look at it and try again');
}

/** Writes into the message log that somebody looked into a mailbox from outside, or put something there. */
export async function recordAct(provider: OpenProvider, what: string): Promise<void> {
  await provider.store.commit({ log: [logged(provider, what)] });
}

function logged(provider: OpenProvider, what: string): LogRecord {
  return { instant: provider.now(), point: 'SYS', event: 'Amministrazione', eccezioni: [what] };
}
