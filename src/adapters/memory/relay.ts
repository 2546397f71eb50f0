import type { Blobs, Destination, Relay, RelayReply } from '#ports';
import type { SeededRandom } from './random.ts';

/** A mail server of the simulated world: what one SMTP transaction brings it, and what it answers. */
export interface MemoryPeer {
  receive(mail: {
    readonly mailFrom: string;
    readonly recipients: readonly string[];
    readonly message: Uint8Array;
  }): Promise<readonly RelayReply[]>;
}

/** What the wire does, each with its probability from 0 to 1. */
export interface WireFaults {
  /** The connection fails before the message is taken. */
  readonly refused?: number;
  /** The message is taken, its 250 is lost: the sender will come again. */
  readonly replyLost?: number;
  /** The message is taken twice, as by a sender that came again. */
  readonly doubled?: number;
}

export interface MemoryRelayOptions {
  /** The server of a destination; undefined: no such domain. */
  readonly peer: (destination: Destination) => MemoryPeer | undefined;
  readonly blobs: Blobs;
  readonly faults?: WireFaults;
  readonly random?: SeededRandom;
  /** Awaited before the transaction and before its reply: here messages overtake each other. */
  readonly pace?: () => Promise<void>;
  readonly maxBytes?: number;
}

type Transaction = Parameters<Relay['send']>[0];

/** SMTP without a network: calls the peer with the octets, and does to them what networks do. */
export function memoryRelay(options: MemoryRelayOptions): Relay {
  const { faults = {}, random, pace = async () => {}, maxBytes = 64 * 1024 * 1024 } = options;
  const happens = (probability = 0) => probability > 0 && (random?.happens(probability) ?? false);

  async function deliver(peer: MemoryPeer, transaction: Transaction): Promise<readonly RelayReply[]> {
    const { mailFrom, recipients } = transaction;
    const message = await options.blobs.bytes(transaction.message, maxBytes);
    const replies = await peer.receive({ mailFrom, recipients, message });
    return happens(faults.doubled) ? await peer.receive({ mailFrom, recipients, message }) : replies;
  }

  return {
    async send(transaction) {
      await pace();
      const peer = options.peer(transaction.destination);
      const all = (reply: string) => everyRecipient(transaction, reply);
      if (!peer) return noSuchDomain(transaction);
      if (happens(faults.refused)) return all('connection refused');
      try {
        const replies = await deliver(peer, transaction);
        await pace();
        return happens(faults.replyLost) ? all('connection lost after DATA') : replies;
      } catch (fault) {
        return all(`connection lost: ${fault instanceof Error ? fault.message : String(fault)}`);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

function everyRecipient(transaction: Transaction, reply: string): readonly RelayReply[] {
  return transaction.recipients.map((recipient) => ({ recipient, outcome: 'deferred', reply }));
}

function noSuchDomain(transaction: Transaction): readonly RelayReply[] {
  const reply = `5.1.2 no such domain: ${transaction.destination.domain}`;
  return transaction.recipients.map((recipient) => ({ recipient, outcome: 'failed', reply, noSuchDomain: true }));
}
