import type { LoginRefusal } from '#accounts';
import type { ImapBackend, ImapRefusal } from '#imap';
import { legalOffset } from '#pec';
import { openAccount } from './account.ts';
import type { ImapAccountPorts } from './account-ports.ts';
import { refuse } from './account-refusals.ts';

const BRAKED = refuse('UNAVAILABLE', 'too many failed logins, try again later');

/** The mailboxes of the provider as the protocol wants them, for one peer: logins are braked by where they come from. */
export function openImapBackend(ports: ImapAccountPorts): (peer: string) => ImapBackend {
  const { brake, logins } = ports;
  return (peer) => ({
    utcOffset: legalOffset,
    async login(user, password) {
      const entry = await brake.attempt(peer, user, () => logins.enter(user, password, 'read'));
      if (entry === undefined) return BRAKED;
      return entry.ok ? { ok: true, account: await openAccount(entry, ports) } : told(entry);
    },
  });
}

/** RFC 5530: who proved who he is, and still may not enter, is told so. */
function told({ isKnown, text }: LoginRefusal): ImapRefusal {
  return refuse(isKnown ? 'AUTHORIZATIONFAILED' : 'AUTHENTICATIONFAILED', text);
}
