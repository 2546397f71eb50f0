import { createTransport } from 'nodemailer';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { domainOf } from '#mime';
import type { OrdinaryBoxes } from './ordinary-boxes.ts';

const MAX_BYTES = 110 * 1_048_576;

/** How the ordinary domain reaches the PEC providers: as any stranger would, on port 25 with STARTTLS. */
export interface PecRoute {
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  readonly tlsName: string;
}

export interface OrdinaryMailOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly domain: string;
  readonly tls: { readonly key: string; readonly certificate: string };
  readonly tlsRoot: string;
  readonly boxes: OrdinaryBoxes;
  readonly routes: readonly PecRoute[];
  login(address: string, password: string): boolean;
  /** A message has arrived in a box. */
  onArrival(address: string, message: Uint8Array): void;
}

class Refusal extends Error {
  readonly responseCode: number;

  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

async function collect(stream: SMTPServerDataStream): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  if (stream.sizeExceeded) throw new Refusal(552, '5.3.4 message too big');
  return Buffer.concat(pieces);
}

function checkRecipient(address: string, session: SMTPServerSession, options: OrdinaryMailOptions): void {
  const domain = domainOf(address);
  if (domain === options.domain) {
    if (!options.boxes.has(address)) throw new Refusal(550, `5.1.1 no such mailbox ${address}`);
    return;
  }
  const sender = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
  if (domainOf(sender) !== options.domain) throw new Refusal(550, '5.7.1 this host relays only for its own mailboxes');
  if (!options.routes.some((route) => route.domain === domain))
    throw new Refusal(550, `5.1.2 ${domain} is not a domain of this test country`);
}

/** One transaction with a PEC provider; its refusal becomes ours. */
async function relay(
  route: PecRoute,
  mailFrom: string,
  recipients: readonly string[],
  message: Uint8Array,
  options: OrdinaryMailOptions,
) {
  const transport = createTransport({
    host: route.host,
    port: route.port,
    name: options.domain,
    tls: { ca: options.tlsRoot, servername: route.tlsName },
  });
  try {
    const sent = await transport.sendMail({
      envelope: { from: mailFrom, to: [...recipients] },
      raw: Buffer.from(message),
    });
    const refused = sent.rejectedErrors?.[0];
    if (refused !== undefined) throw refused;
  } catch (fault) {
    const {
      responseCode,
      response,
      message: text,
    } = fault as { responseCode?: number; response?: string; message: string };
    throw new Refusal(
      responseCode ?? 451,
      (response ?? `451 4.4.1 ${route.domain}: ${text}`).replace(/^\d{3}[ -]/, ''),
    );
  } finally {
    transport.close();
  }
}

function stamp(session: SMTPServerSession, domain: string): Uint8Array {
  const from = `from ${session.clientHostname || session.remoteAddress}`;
  return Buffer.from(
    `Received: ${from} by mail.${domain} with ESMTP; ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`,
  );
}

async function accept(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: OrdinaryMailOptions,
): Promise<void> {
  const message = Buffer.concat([stamp(session, options.domain), await collect(stream)]);
  const mailFrom = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
  const recipients = session.envelope.rcptTo.map(({ address }) => address);
  for (const [domain, addresses] of Map.groupBy(recipients, domainOf)) {
    const route = options.routes.find((one) => one.domain === domain);
    if (route !== undefined) await relay(route, mailFrom, addresses, message, options);
  }
  for (const address of recipients.filter((one) => domainOf(one) === options.domain)) {
    await options.boxes.deliver(address, message);
    options.onArrival(address, message);
  }
}

/**
 * The mail server of the ordinary-mail domain: stores what comes for its boxes, and carries what they write to the PEC
 * domains, passing a provider's refusal through. An open relay for nobody else.
 */
export function openOrdinaryMail(options: OrdinaryMailOptions): Promise<SMTPServer> {
  const server = new SMTPServer({
    name: `mail.${options.domain}`,
    banner: 'ordinary mail of a test country',
    key: options.tls.key,
    cert: options.tls.certificate,
    authOptional: true,
    size: MAX_BYTES,
    hideDSN: false,
    // Our texts, and those of the providers, bring their own.
    hideENHANCEDSTATUSCODES: true,
    logger: false,
    onAuth(auth, _session, callback) {
      const known = options.login(auth.username ?? '', auth.password ?? '');
      if (known) callback(null, { user: auth.username });
      else callback(new Refusal(535, '5.7.8 wrong address or password'));
    },
    onRcptTo(address, session, callback) {
      try {
        checkRecipient(address.address, session, options);
        callback();
      } catch (refusal) {
        callback(refusal as Refusal);
      }
    },
    onData(stream, session, callback) {
      accept(stream, session, options).then(
        () => callback(null, '2.0.0 stored or carried on'),
        (refusal: Error) => {
          stream.resume();
          callback(refusal);
        },
      );
    },
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.listen.port, options.listen.host, () => {
      server.off('error', reject);
      // A client that vanishes is no fault of ours.
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}
