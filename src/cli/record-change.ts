import type { AccountChange, LogRecord } from '#ports';
import type { OpenProvider } from './open-provider.ts';

/** Makes an operator's change durable together with its record in the message log (spec 15.2: administration is logged). */
export async function recordChange(provider: OpenProvider, change: AccountChange, what: string): Promise<void> {
  await provider.store.commit({ accounts: [change], log: [logged(provider, what)] });
}

/** Writes into the message log that somebody looked into a mailbox from outside, or put something there. */
export async function recordAct(provider: OpenProvider, what: string): Promise<void> {
  await provider.store.commit({ log: [logged(provider, what)] });
}

function logged(provider: OpenProvider, what: string): LogRecord {
  return { instant: provider.now(), point: 'SYS', event: 'Amministrazione', eccezioni: [what] };
}
