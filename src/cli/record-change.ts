import type { AccountChange } from '#ports';
import type { OpenProvider } from './open-provider.ts';

/** Makes an operator's change durable together with its record in the message log (spec 15.2: administration is logged). */
export async function recordChange(provider: OpenProvider, change: AccountChange, what: string): Promise<void> {
  const instant = provider.now();
  await provider.store.commit({
    accounts: [change],
    log: [{ instant, point: 'SYS', event: 'Amministrazione', eccezioni: [what] }],
  });
}
