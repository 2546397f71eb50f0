import type { ImapAccountPorts } from './account-ports.ts';

/** So long it is remembered how full a mailbox is. */
const FRESH_MS = 1_000;

type Ports = Pick<ImapAccountPorts, 'monotonic'> & { readonly store: Pick<ImapAccountPorts['store'], 'mailboxUse'> };

/**
 * Whether there is room for a message before it is sent. Many come one after the other, and the commit judges each exactly: so what was
 * asked a moment ago will do, with those that came since, as long as there seems to be room.
 */
export class MailboxRoom {
  readonly #ports: Ports;
  #last = { mailbox: '', usedBytes: 0, until: 0 };

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async has(mailbox: string, size: number, quotaBytes: number): Promise<boolean> {
    const { store, monotonic } = this.#ports;
    const now = monotonic.now();
    const last = this.#last;
    if (last.mailbox === mailbox && now < last.until && last.usedBytes + size <= quotaBytes) {
      last.usedBytes += size;
      return true;
    }
    const { usedBytes } = await store.mailboxUse(mailbox);
    this.#last = { mailbox, usedBytes: usedBytes + size, until: now + FRESH_MS };
    return usedBytes + size <= quotaBytes;
  }
}
