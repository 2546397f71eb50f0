import { type MimeIndex, MimeIndexer, type Rope } from '#mime';
import { type Blobs, BlobTooLarge } from '#ports';
import { HeaderOctets } from './header-octets.ts';
import type { SmtpReply } from './types.ts';

/** A message as it came, dots unstuffed. */
export interface ReceivedBody {
  readonly rope: Rope;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly index: MimeIndex;
  /** The octets before the body: header section and the empty line. */
  readonly headerBytes: Uint8Array;
}

export type BodyOutcome =
  | { readonly ok: true; readonly body: ReceivedBody }
  | { readonly ok: false; readonly reply: SmtpReply };

export interface BodyRules {
  readonly blobs: Blobs;
  readonly maxBytes: number;
  /** Our own trace fields: they are kept, indexed and counted as the beginning of the message (RFC 5321 4.4). */
  readonly trace?: Uint8Array;
  /** Refuses by what the index tells; judged before a blob becomes durable. */
  judge?(index: MimeIndex): SmtpReply | undefined;
}

const MAX_HEADER_OCTETS = 262_144;

class Refused extends Error {
  readonly reply: SmtpReply;
  constructor(reply: SmtpReply) {
    super(reply.text);
    this.reply = reply;
  }
}

/**
 * Takes one DATA into the blob store and indexes it on the way. Refused: more octets than allowed (552), bare CR, bare LF or
 * NUL (554 5.6.0: what is signed as it stands must not be rewritten by anyone later, spec 5.6). Rejects on faults of the store.
 */
export async function receiveBody(source: AsyncIterable<Uint8Array>, rules: BodyRules): Promise<BodyOutcome> {
  const indexer = new MimeIndexer();
  const header = new HeaderOctets(MAX_HEADER_OCTETS);
  let index: MimeIndex | undefined;

  async function* inspected(): AsyncGenerator<Uint8Array> {
    for await (const chunk of traced(rules.trace, source)) {
      indexer.push(chunk);
      header.push(chunk);
      yield chunk;
    }
    index = indexer.end();
    const reply = refuseOctets(index, header) ?? rules.judge?.(index);
    // Thrown inside the source, so that the store keeps nothing of it.
    if (reply) throw new Refused(reply);
  }

  try {
    // The limit is the peer's; what we put in front is not counted against it.
    const maxBytes = rules.maxBytes + (rules.trace?.length ?? 0);
    const written = await rules.blobs.write(inspected(), { maxBytes });
    if (!index) throw new Error('the blob store resolved before the end of its source');
    const headerBytes = header.octets(index.root.bodyStart);
    return { ok: true, body: { rope: written.rope, size: written.size, sha256: written.sha256, index, headerBytes } };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reply: error.reply };
    if (error instanceof BlobTooLarge) return { ok: false, reply: tooLarge(rules.maxBytes) };
    throw error;
  }
}

async function* traced(trace: Uint8Array | undefined, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (trace) yield trace;
  yield* source;
}

function refuseOctets(index: MimeIndex, header: HeaderOctets): SmtpReply | undefined {
  if (index.bareLineEnd) {
    return {
      code: 554,
      enhanced: '5.6.0',
      text: 'a bare CR, a bare LF or a NUL stands in the message; lines end in CRLF',
    };
  }
  if (!header.holds(index.root.bodyStart)) {
    return { code: 554, enhanced: '5.6.0', text: `the header section is larger than ${MAX_HEADER_OCTETS} octets` };
  }
  return undefined;
}

function tooLarge(maxBytes: number): SmtpReply {
  return { code: 552, enhanced: '5.3.4', text: `the message is larger than ${maxBytes} octets` };
}
