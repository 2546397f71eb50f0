import type { Blobs, RelayReply } from '#ports';
import type { Connection } from './open-connection.ts';
import type { Reply } from './reply-reader.ts';
import {
  answerAll,
  envelopeCommands,
  judge,
  judgeEnvelope,
  type Transaction,
  untakeable,
  wholeMessage,
  writeMessage,
} from './transaction.ts';
import type { RelayTimes } from './types.ts';

/** A transaction and the caller who waits for it. */
export interface Errand {
  readonly transaction: Transaction;
  /** It was lost once before its message was sent, and may not be lost again. */
  retried: boolean;
  resolve(replies: readonly RelayReply[]): void;
  reject(fault: Error): void;
}

/** Where a lane gets its work, and what it does with work it lost. */
export interface LaneWork {
  /** The next errand, at once. */
  take(): Errand | undefined;
  /** The next errand, or undefined when the wire ended or nothing came for long. */
  wait(connection: Connection): Promise<Errand | undefined>;
  /** Puts back an errand of which the peer has not seen the message. */
  putBack(errand: Errand): void;
}

export interface LaneOptions {
  readonly blobs: Blobs;
  readonly times: RelayTimes;
  readonly maxMessages: number;
}

/** An errand whose envelope is on its way. */
interface Started {
  readonly errand: Errand;
  readonly replies: Promise<readonly Reply[]>;
  /** The end of the message has been sent: from now on the peer may have taken it. */
  sent: boolean;
}

/** Works on one connection until it ends: many messages, the next envelope sent together with the end of the one before. */
export async function runLane(connection: Connection, work: LaneWork, options: LaneOptions): Promise<void> {
  const { wire } = connection;
  let started: Started | undefined;
  let following: Started | undefined;
  let count = 0;

  const startNext = (errand: Errand | undefined): Started | undefined => {
    for (let next = errand; next; next = work.take()) {
      const refusal = untakeable(next.transaction, connection);
      if (!refusal) {
        count++;
        return start(next, connection, options.times);
      }
      next.resolve(refusal);
    }
    return undefined;
  };

  const carry = async (current: Started): Promise<void> => {
    const { errand } = current;
    const { transaction } = errand;
    const answers = await current.replies;
    const { decided, accepted, dataOpen } = judgeEnvelope(transaction, answers);
    if (accepted.length === 0) {
      await abandon(connection, dataOpen, options.times);
      errand.resolve(decided);
      return;
    }
    const content = await readContent(errand, options.blobs);
    if (content instanceof Uint8Array) wire.cork();
    const end = await writeMessage(content, connection, options.times);
    wire.write(end);
    current.sent = true;
    const final = wire.expect(1, options.times.finalReplyMs);
    if (connection.pipelining && count < options.maxMessages) following = startNext(work.take());
    wire.uncork();
    const [reply] = await final;
    if (!reply) throw new Error('no reply to the end of the message');
    const sent = accepted.map((recipient) => judge(recipient, reply));
    errand.resolve([...decided, ...sent.map((each) => withProtection(each, connection))]);
  };

  try {
    while (count < options.maxMessages || following) {
      const errand: Errand | undefined = following ? undefined : (work.take() ?? (await work.wait(connection)));
      if (!following && !errand) break;
      const current = following ?? startNext(errand);
      following = undefined;
      if (!current) continue;
      started = current;
      await carry(current);
      started = undefined;
    }
    wire.quit();
  } catch (fault) {
    wire.fail(fault as Error);
    for (const lost of [started, following]) if (lost) giveUp(lost, connection, fault as Error, work);
  }
}

function start(errand: Errand, connection: Connection, times: RelayTimes): Started {
  const commands = envelopeCommands(errand.transaction, connection);
  let replies: Promise<readonly Reply[]>;
  if (connection.pipelining) {
    connection.wire.write(commands.join(''));
    replies = connection.wire.expect(commands.length, times.replyMs);
  } else {
    replies = oneByOne(commands, connection, times);
  }
  // Awaited later; a fault until then is met there.
  replies.catch(() => {});
  return { errand, replies, sent: false };
}

async function oneByOne(
  commands: readonly string[],
  connection: Connection,
  times: RelayTimes,
): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (const [at, command] of commands.entries()) {
    const last = at === commands.length - 1;
    if (last && !replies.slice(1).some((reply) => reply.code < 300)) break;
    connection.wire.write(command);
    replies.push(...(await connection.wire.expect(1, times.replyMs)));
    if (at === 0 && (replies[0]?.code ?? 500) >= 400) break;
  }
  return replies;
}

/** Ends a transaction that has no recipient left. */
async function abandon(connection: Connection, dataOpen: boolean, times: RelayTimes): Promise<void> {
  // RFC 2920 3.1: DATA that was sent ahead and taken all the same is ended with nothing in it.
  connection.wire.write(dataOpen ? '.\r\n' : 'RSET\r\n');
  await connection.wire.expect(1, times.replyMs);
}

async function readContent(errand: Errand, blobs: Blobs): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  const { transaction } = errand;
  try {
    return (await wholeMessage(transaction, blobs)) ?? faultsToErrand(errand, blobs.read(transaction.message));
  } catch (fault) {
    errand.reject(fault as Error);
    throw fault;
  }
}

/** A blob that cannot be read is our fault and no peer's: the caller is told as such. */
async function* faultsToErrand(errand: Errand, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (fault) {
    errand.reject(fault as Error);
    throw fault;
  }
}

function withProtection(reply: RelayReply, connection: Connection): RelayReply {
  return { ...reply, reply: `${reply.reply} [${connection.host.name}, ${connection.protection}]` };
}

function giveUp(lost: Started, connection: Connection, fault: Error, work: LaneWork): void {
  // A connection kept open may have been closed by the peer just before: that says nothing of the errand.
  if (!lost.sent && !lost.errand.retried) {
    lost.errand.retried = true;
    work.putBack(lost.errand);
    return;
  }
  const when = lost.sent ? 'after the message was sent' : 'before the message was sent';
  lost.errand.resolve(
    answerAll(lost.errand.transaction, 'deferred', `451 4.4.2 ${connection.host.name}: ${fault.message}, ${when}`),
  );
}
