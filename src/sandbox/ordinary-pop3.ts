import { systemMonotonic } from '#config';
import { loginBrake } from '#doors/brakes';
import { openPop3Door } from '#doors/pop3';
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
  return openPop3Door({
    listen,
    mode: 'implicit',
    tls: { key: tls.key, cert: tls.certificate },
    heloName,
    brake: loginBrake(systemMonotonic()),
    async open(user, password) {
      if (!login(user, password)) return { ok: false };
      return { ok: true, name: user.toLowerCase(), openMaildrop: () => boxes.maildrop(user) };
    },
  });
}
