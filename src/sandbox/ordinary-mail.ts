import { createTransport } from 'nodemailer';
import { listenSmtp, type SmtpEnvelope, type SmtpListener, type SmtpReply } from '#doors/smtp-listener';
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

const STORED: SmtpReply = { code: 250, enhanced: '2.0.0', text: 'stored or carried on' };
const WRONG_LOGIN: SmtpReply = { code: 535, enhanced: '5.7.8', text: 'wrong address or password' };
const NO_RELAY: SmtpReply = { code: 550, enhanced: '5.7.1', text: 'this host relays only for its own mailboxes' };

function checkRecipient(address: string, mailFrom: string, options: OrdinaryMailOptions): SmtpReply | undefined {
  const domain = domainOf(address);
  if (domain === options.domain) {
    if (options.boxes.has(address)) return undefined;
    return { code: 550, enhanced: '5.1.1', text: `no such mailbox ${address}` };
  }
  if (domainOf(mailFrom) !== options.domain) return NO_RELAY;
  if (options.routes.some((route) => route.domain === domain)) return undefined;
  return { code: 550, enhanced: '5.1.2', text: `${domain} is not a domain of this test country` };
}

/** One transaction with a PEC provider; its refusal, if any, becomes ours. */
async function relay(
  route: PecRoute,
  mailFrom: string,
  recipients: readonly string[],
  message: Uint8Array,
  options: OrdinaryMailOptions,
): Promise<SmtpReply | undefined> {
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
    return refused && asReply(refused, route);
  } catch (fault) {
    return asReply(fault as Error, route);
  } finally {
    transport.close();
  }
}

function asReply(
  fault: Error & { responseCode?: number | undefined; response?: string | undefined },
  route: PecRoute,
): SmtpReply {
  const said = /^(\d{3})[ -](\d\.\d{1,3}\.\d{1,3}) (.*)/s.exec(fault.response ?? '');
  if (said === null) {
    const code = fault.responseCode ?? 451;
    const text = fault.response ?? `${route.domain}: ${fault.message}`;
    return { code, enhanced: code < 500 ? '4.4.1' : '5.0.0', text };
  }
  const [, code, enhanced = '', text = ''] = said;
  return { code: Number(code), enhanced, text: text.replace(/\r?\n\d{3}[ -][\d.]+ /g, ' ') };
}

function stamp(peer: string, domain: string): Uint8Array {
  return Buffer.from(
    `Received: from ${peer} by mail.${domain} with ESMTP; ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`,
  );
}

async function accept(
  message: Uint8Array,
  { mailFrom, recipients }: SmtpEnvelope,
  options: OrdinaryMailOptions,
): Promise<SmtpReply> {
  for (const [domain, addresses] of Map.groupBy(recipients, domainOf)) {
    const route = options.routes.find((one) => one.domain === domain);
    const refusal = route && (await relay(route, mailFrom, addresses, message, options));
    if (refusal) return refusal;
  }
  for (const address of recipients.filter((one) => domainOf(one) === options.domain)) {
    await options.boxes.deliver(address, message);
    options.onArrival(address, message);
  }
  return STORED;
}

/**
 * The mail server of the ordinary-mail domain: stores what comes for its boxes, and carries what they write to the PEC
 * domains, passing a provider's refusal through. An open relay for nobody else.
 */
export function openOrdinaryMail(options: OrdinaryMailOptions): Promise<SmtpListener> {
  return listenSmtp<string>({
    listen: options.listen,
    tls: { key: options.tls.key, cert: options.tls.certificate },
    mode: 'starttls',
    heloName: `mail.${options.domain}`,
    maxBytes: MAX_BYTES,
    maxRecipients: 1000,
    loginOptional: true,
    handlers: {
      async login(user, password) {
        return options.login(user, password) ? { ok: true, account: user } : { ok: false, reply: WRONG_LOGIN };
      },
      mailFrom: async () => undefined,
      recipient: async (address, mailFrom) => checkRecipient(address, mailFrom, options),
      async message(body, envelope, { peer }) {
        const pieces = [stamp(peer, options.domain)];
        for await (const piece of body) pieces.push(piece);
        return accept(Buffer.concat(pieces), envelope, options);
      },
    },
  });
}
