import { DotStuffer } from '#mime';
import { type Connection, openConnection } from './open-connection.ts';
import { type Reply, replyText } from './reply-reader.ts';

/** Where a message is handed in, and as whom. */
export interface SubmissionDoor {
  /** Address to connect to. */
  readonly host: string;
  readonly port: number;
  /** STARTTLS, or TLS from the first octet. */
  readonly mode: 'starttls' | 'immediate';
  /** SHA-256 of the door's own certificate (DER), lower-case hex. */
  readonly pin: string;
  /** What we call ourselves in EHLO. */
  readonly heloName: string;
  readonly user: string;
  readonly password: string;
}

export type Submitted =
  | { readonly outcome: 'taken'; readonly reply: string }
  /** For good (5yz): this login, or this message, is not wanted here. */
  | { readonly outcome: 'refused'; readonly reply: string }
  /** Not now (4yz), or nobody answered. */
  | { readonly outcome: 'failed'; readonly reply: string };

/**
 * Hands in one small message as a mail program does: TCP, TLS, login, one transaction (RFC 6409). Never throws for what the other side
 * does, and never takes much longer than `ms`.
 */
export async function submitMessage(
  door: SubmissionDoor,
  message: { readonly from: string; readonly to: string; readonly bytes: Uint8Array },
  ms: number,
  signal?: AbortSignal,
): Promise<Submitted> {
  let connection: Connection | undefined;
  const times = { connectMs: ms, replyMs: ms, blockMs: ms, finalReplyMs: ms, idleMs: ms };
  const tls = door.mode === 'immediate' ? 'immediate' : 'required';
  const host = { address: door.host, name: door.host, port: door.port, pin: door.pin };
  const timer = setTimeout(() => connection?.wire.fail(new Error(`no answer within ${ms} ms`)), ms);
  const giveUp = () => connection?.wire.fail(new Error('called off'));
  signal?.addEventListener('abort', giveUp);
  try {
    connection = await openConnection(host, { heloName: door.heloName, times, tls, authenticate: true });
    return await converse(connection, door, message, ms);
  } catch (fault) {
    return { outcome: 'failed', reply: (fault as Error).message };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    connection?.wire.quit();
  }
}

async function converse(
  { wire }: Connection,
  { user, password }: SubmissionDoor,
  { from, to, bytes }: { readonly from: string; readonly to: string; readonly bytes: Uint8Array },
  ms: number,
): Promise<Submitted> {
  const secret = Buffer.from(`\0${user}\0${password}`).toString('base64');
  const stuffer = new DotStuffer();
  const data = [...stuffer.push(bytes)].map((piece) => Buffer.from(piece));
  const commands: readonly (readonly [string | Uint8Array, number])[] = [
    [`AUTH PLAIN ${secret}\r\n`, 235],
    [`MAIL FROM:<${from}>\r\n`, 250],
    [`RCPT TO:<${to}>\r\n`, 250],
    ['DATA\r\n', 354],
    [Buffer.concat([...data, Buffer.from(stuffer.end(), 'latin1')]), 250],
  ];
  let last: Reply | undefined;
  for (const [octets, wanted] of commands) {
    wire.write(octets);
    [last] = await wire.expect(1, ms);
    if (last === undefined) throw new Error('no reply');
    if (last.code !== wanted) return { outcome: last.code >= 500 ? 'refused' : 'failed', reply: replyText(last) };
  }
  return { outcome: 'taken', reply: replyText(last!) };
}
