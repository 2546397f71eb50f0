import type { Logins } from '#accounts';
import type { Logger } from '#config';

/** Refused logins at one door from one peer are told to the machine's log; passwords never are. */
export function loggedLogins(logins: Logins, log: Logger, door: string, peer: string): Logins {
  return {
    ...logins,
    async enter(name, password, use) {
      const entry = await logins.enter(name, password, use);
      // A name nobody has may be a password typed in the wrong place.
      if (!entry.ok)
        log.info({ door, peer, why: entry.why, ...(entry.login && { login: entry.login }) }, 'login refused');
      return entry;
    },
  };
}
