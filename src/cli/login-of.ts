import { CliFault } from './exit.ts';
import type { OpenProvider } from './open-provider.ts';

/** Somebody who logs in, as he is kept: the address of a mailbox or the login of a user; or a fault that names him. */
export async function loginOf(provider: OpenProvider, given: string): Promise<string> {
  const login = given.toLowerCase();
  const [mailbox, user] = await Promise.all([provider.store.mailbox(login), provider.store.user(login)]);
  if (mailbox?.kind === 'service')
    throw new CliFault('the service mailbox belongs to the provider: nobody logs in to it; grant it to a user');
  if (mailbox === undefined && user === undefined)
    throw new CliFault(`nobody logs in to ${provider.name} as ${given}: neither a mailbox nor a user`);
  return login;
}
