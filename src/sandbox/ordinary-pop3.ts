import { memoryBlobs } from '#adapters/memory';
import { systemMonotonic } from '#config';
import { openPop3Door } from '#doors/pop3';
import { openMaildrop } from '#mailbox';
import type { OrdinaryBoxes } from './ordinary-boxes.ts';

export interface OrdinaryPop3Options {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly key: string; readonly certificate: string };
  readonly heloName: string;
  readonly boxes: OrdinaryBoxes;
  login(address: string, password: string): boolean;
}

/** POP3 over TLS for the ordinary-mail domain: the providers' own door, over other boxes. */
export function openOrdinaryPop3({ listen, tls, heloName, boxes, login }: OrdinaryPop3Options) {
  const blobs = memoryBlobs();
  return openPop3Door({
    listen,
    tls: { key: tls.key, cert: tls.certificate },
    heloName,
    monotonic: systemMonotonic(),
    async open(user, password) {
      const mailbox = login(user, password) ? await boxes.store.mailbox(user) : undefined;
      if (mailbox === undefined) return { ok: false };
      return { ok: true, name: mailbox.id, maildrop: await openMaildrop(mailbox, { store: boxes.store, blobs }) };
    },
  });
}
