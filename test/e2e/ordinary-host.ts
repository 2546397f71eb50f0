import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** One message as an ordinary mail server took it. */
export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly message: Buffer;
  readonly overTls: boolean;
}

export interface OrdinaryHost extends AsyncDisposable {
  readonly port: number;
  readonly taken: readonly Taken[];
  /** MAIL commands heard, those refused later too. */
  readonly attempts: number;
}

export interface OrdinaryHostOptions {
  readonly address: string;
  /** 0 or absent: any. */
  readonly port?: number;
  /** PEM; without it STARTTLS is not offered. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Every recipient is answered with this code and text. */
  readonly refusal?: readonly [code: number, text: string];
}

/** A mail server of the world outside, by a library that has nothing to do with our client. */
export async function openOrdinaryHost({
  address,
  port = 0,
  tls,
  refusal,
}: OrdinaryHostOptions): Promise<OrdinaryHost> {
  const taken: Taken[] = [];
  let attempts = 0;
  const server = new SMTPServer({
    ...(tls ?? { disabledCommands: ['STARTTLS'] }),
    authOptional: true,
    disableReverseLookup: true,
    onMailFrom(_address, _session, answer) {
      attempts++;
      answer();
    },
    onRcptTo(_address, _session, answer) {
      answer(refusal && Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }));
    },
    onData(stream, session, answer) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map((one) => one.address);
        taken.push({ from, to, message: Buffer.concat(pieces), overTls: session.secure });
        answer();
      });
    },
  });
  server.on('error', () => {});
  server.listen(port, address);
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    get attempts() {
      return attempts;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
