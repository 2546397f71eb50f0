import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { peerCount } from '#doors/brakes';
import { replyLines } from './reply.ts';
import { StrictConnection, StrictServer } from './strict-server.ts';
import type { SmtpLimits, SmtpListener, SmtpListenerOptions, SmtpReply, SmtpSession } from './types.ts';

const DEFAULTS: SmtpLimits = {
  maxConnections: 1000,
  maxConnectionsPerPeer: 200,
  idleMs: 300_000,
  commandMs: 300_000,
  dataMs: 3_600_000,
  maxCommandOctets: 12_288,
  closeGraceMs: 5_000,
};

const FAULT: SmtpReply = { code: 451, enhanced: '4.3.0', text: 'local fault, try again later' };
const LOGIN_FAULT: SmtpReply = { code: 454, enhanced: '4.7.0', text: 'logins cannot be checked now, try again later' };

/** Commands the library knows and we do not offer: sendmail's jests, and the hand-over of an identity by a proxy. */
const UNOFFERED = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'];

/** What the library calls back with when we refuse. */
class Refusal extends Error {
  readonly responseCode: number;
  constructor(reply: SmtpReply) {
    super(replyLines(reply).join('\n'));
    this.responseCode = reply.code;
  }
}

/** Opens an SMTP door over the `smtp-server` library; only this file and `strict-server.ts` know of it. */
export async function listenSmtp<Account>(options: SmtpListenerOptions<Account>): Promise<SmtpListener> {
  const limits = { ...DEFAULTS, ...options.limits };
  const drop = (session: SMTPServerSession) => {
    for (const connection of server.connections) {
      if (connection.session === session) connection.send(421, '4.7.0 too much data after a refusal');
    }
  };
  const server = new StrictServer(libraryOptions(options, limits, drop), limits);
  server.on('error', (error) => options.onFault?.(error));
  server.listen(options.listen.port, options.listen.host);
  await once(server.server, 'listening');
  const { port, address } = server.server.address() as AddressInfo;
  return {
    host: address,
    port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const connection of server.connections) {
          if (connection instanceof StrictConnection && connection.idle) connection.send(421, '4.3.2 shutting down');
        }
      }),
  };
}

function libraryOptions<Account>(
  options: SmtpListenerOptions<Account>,
  limits: SmtpLimits,
  drop: (session: SMTPServerSession) => void,
): SMTPServerOptions {
  const { handlers } = options;
  const answer = (fault: SmtpReply, callback: (error?: Error | null) => void, work: Promise<SmtpReply | undefined>) =>
    void work.then(
      (reply) => callback(reply ? new Refusal(reply) : null),
      (error: Error) => {
        options.onFault?.(error);
        callback(new Refusal(fault));
      },
    );
  return {
    secure: options.mode === 'implicit',
    key: options.tls.key,
    cert: options.tls.cert,
    minVersion: 'TLSv1.2',
    name: options.heloName,
    heloResponse: '%s',
    size: options.maxBytes,
    rejectOversized: true,
    maxRecipients: options.maxRecipients,
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: 'log in first, inside TLS',
    disabledCommands: handlers.login ? UNOFFERED : [...UNOFFERED, 'AUTH'],
    hideENHANCEDSTATUSCODES: false,
    hideSMTPUTF8: true,
    disableReverseLookup: true,
    logger: false,
    maxClients: limits.maxConnections,
    socketTimeout: limits.idleMs,
    closeTimeout: limits.closeGraceMs,
    maxCommandLength: limits.maxCommandOctets,
    maxAllowedUnauthenticatedCommands: 20,
    ...connectionLimit(limits),
    onAuth(auth, session, callback) {
      const login = handlers.login?.(auth.username ?? '', auth.password ?? '', describe(session));
      void Promise.resolve(login).then(
        (result) => {
          if (result?.ok) callback(null, { user: { account: result.account } });
          else callback(new Refusal(result?.reply ?? LOGIN_FAULT));
        },
        (error: Error) => {
          options.onFault?.(error);
          callback(new Refusal(LOGIN_FAULT));
        },
      );
    },
    onMailFrom: ({ address }, session, callback) =>
      answer(
        FAULT,
        callback,
        defer(() => handlers.mailFrom(address, describe(session))),
      ),
    onRcptTo: ({ address }, session, callback) =>
      answer(
        FAULT,
        callback,
        defer(() => handlers.recipient(address, sender(session), describe(session))),
      ),
    onData(stream, session, callback) {
      const envelope = { mailFrom: sender(session), recipients: session.envelope.rcptTo.map((to) => to.address) };
      const reply = defer(() => handlers.message(octets(stream), envelope, describe(session)));
      void reply
        .catch((error: Error) => {
          options.onFault?.(error);
          return FAULT;
        })
        .then((decided) => {
          drain(stream, options.maxBytes, () => drop(session));
          if (decided.code < 300) callback(null, replyLines(decided).join('\n'));
          else callback(new Refusal(decided));
        });
    },
  };
}

function connectionLimit(limits: SmtpLimits): Pick<SMTPServerOptions, 'onConnect' | 'onClose'> {
  const count = peerCount({ total: limits.maxConnections, perPeer: limits.maxConnectionsPerPeer });
  const entered = new WeakMap<SMTPServerSession, string>();
  return {
    onConnect(session, callback) {
      if (!count.enter(session.remoteAddress)) {
        callback(new Refusal({ code: 421, enhanced: '4.7.0', text: 'too many connections from your address' }));
        return;
      }
      entered.set(session, session.remoteAddress);
      callback();
    },
    onClose(session) {
      const peer = entered.get(session);
      if (peer !== undefined) count.leave(peer);
    },
  };
}

function describe<Account>(session: SMTPServerSession): SmtpSession<Account> {
  const user = session.user as { readonly account: Account } | undefined;
  return {
    id: session.id,
    peer: session.remoteAddress,
    helo: session.hostNameAppearsAs || '',
    tls: session.secure,
    protocol: session.transmissionType,
    ...(user && { account: user.account }),
  };
}

function sender(session: SMTPServerSession): string {
  return session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
}

/** So that a handler that throws at once is treated as one that rejects. */
async function defer<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

/** Reads what is left of a message that was decided upon early; a peer that never ends is not read for ever. */
function drain(stream: SMTPServerDataStream, maxBytes: number, drop: () => void): void {
  stream.on('data', () => {
    if (stream.byteLength > 2 * maxBytes + 1_048_576) drop();
  });
}

/** The stream stays whole when the reader leaves early: the rest must be drained before the reply (RFC 5321 4.1.1.4). */
function octets(stream: SMTPServerDataStream): AsyncIterable<Uint8Array> {
  return Readable.prototype.iterator.call(stream, { destroyOnReturn: false });
}
