import { z } from 'zod';
import { Refusal, type Upload } from '#contract';
import { newId } from '#issuing';
import { decodedOctets, hex } from '#mime';
import type { Instant } from '#pec';
import { BlobTooLarge, type Card, type Hasher, type StoredMessage } from '#ports';
import type { Attached } from './attached.ts';
import { Base64Lines, base64Length } from './base64-lines.ts';
import { attachedType, fileName } from './header-fields.ts';
import { CHANGED, NO_UPLOAD, TOO_MANY_KEPT } from './refusals.ts';
import { openBounds, type WithinBound } from './within-bound.ts';
import type { Author, WritingPorts } from './writing-ports.ts';

export const UPLOAD = 'upload';

/** Kept as it will be sent, in lines of base64: so sending it, to one or to a thousand, copies nothing. */
const shape = z.object({
  name: z.string(),
  type: z.string(),
  size: z.int().min(0),
  received: z.int().min(0),
  /** Octets that fill no line yet, in base64. */
  rest: z.string(),
  sha256: z.string().optional(),
});
type Kept = z.output<typeof shape>;

/** Who does not go on loses it after a day; a draft that names it has its octets by itself. */
const LIFE_MS = 24 * 3_600_000;
const MAX_OPEN = 200;
const MAX_OPEN_BYTES = 1_000_000_000;
const MAX_PIECES = 2_000;

/** Uploads of attachments, in pieces, each of them durable when it is answered (resumable after any break). */
export interface Uploads {
  begin(
    author: Author,
    asked: { readonly name: string; readonly type: string; readonly size: number },
  ): Promise<Upload>;
  state(author: Author, id: string): Promise<Upload>;
  goOn(author: Author, id: string, offset: number, octets: AsyncIterable<Uint8Array>): Promise<Upload>;
  giveUp(author: Author, id: string): Promise<void>;
  /** What is attached when a letter names it. */
  attached(mailbox: string, id: string): Promise<Attached>;
  /** Removes one that nobody went on with. */
  expire(card: Card): Promise<void>;
}

export function openUploads(ports: WritingPorts): Uploads {
  const { store } = ports;
  const withinBound = openBounds(store);

  async function find(mailbox: string, id: string): Promise<readonly [Card, Kept]> {
    const card = await store.card(UPLOAD, id);
    if (card === undefined || card.owner !== mailbox) throw NO_UPLOAD;
    return [card, shape.parse(card.value)];
  }

  return {
    begin: (author, asked) => begin(author, asked, ports, withinBound),

    async state({ box }, id) {
      return told(id, (await find(box.mailbox.id, id))[1]);
    },

    async goOn({ box }, id, offset, octets) {
      const [card, kept] = await find(box.mailbox.id, id);
      if (offset !== kept.received) throw wrongOffset(kept.received);
      if ((card.messages?.length ?? 0) >= MAX_PIECES) throw TOO_MANY_KEPT;
      const taken = await takePiece(kept, octets, ports);
      if (taken === undefined) return told(id, kept);
      const isWhole = taken.kept.received === kept.size;
      const { value, messages, named } = isWhole ? await whole(taken, card) : goesOn(taken, card);
      const put = { ...cardOf(card), value, messages: named, dueAt: taken.at + LIFE_MS, at: taken.at };
      const { done } = await store.commit({ messages, cards: [{ kind: 'put', card: put, was: card.version }] });
      if (!done) throw CHANGED;
      return told(id, value);
    },

    async giveUp({ box }, id) {
      const [card] = await find(box.mailbox.id, id);
      await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
    },

    async attached(mailbox, id) {
      const [card, { name, type, size, received }] = await find(mailbox, id);
      if (received < size) throw notWhole(name);
      return { name, type, size, source: `upload:${id}`, encoding: 'base64', messages: [...(card.messages ?? [])] };
    },

    async expire(card) {
      await store.commit({ cards: [{ kind: 'remove', card, was: card.version }] });
    },
  };

  /** Its digest, once all of it is there; its pieces as one message, so that whoever names it names one, however slow the line was. */
  async function whole({ kept, stored, at }: Taken, card: Card): Promise<Next> {
    const before = await store.messages(card.messages ?? []);
    const early = (card.messages ?? []).flatMap((id) => before.get(id)?.rope ?? []);
    const rope = [...early, ...stored.flatMap((last) => last.rope)];
    const digest = ports.digests.sha256();
    const encoded = new Counted(ports.digests.sha256());
    for await (const octets of decodedOctets(encoded.of(ports.blobs.read(rope)), 'base64')) digest.update(octets);
    const message = { id: newId(at, ports.random), rope, size: encoded.size, sha256: encoded.sha256() };
    return { value: { ...kept, sha256: hex(digest.digest()) }, messages: [message], named: [message.id] };
  }
}

interface Next {
  readonly value: Kept;
  /** New ones, and all that the card names. */
  readonly messages: readonly StoredMessage[];
  readonly named: readonly string[];
}

function goesOn({ kept, stored }: Taken, card: Card): Next {
  return { value: kept, messages: stored, named: [...(card.messages ?? []), ...stored.map(({ id }) => id)] };
}

/** Octets that go by, with their number and digest. */
class Counted {
  readonly #digest: Hasher;
  size = 0;

  constructor(digest: Hasher) {
    this.#digest = digest;
  }

  async *of(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of octets) {
      this.#digest.update(piece);
      this.size += piece.length;
      yield piece;
    }
  }

  sha256(): string {
    return hex(this.#digest.digest());
  }
}

async function begin(
  { box }: Author,
  { name, type, size }: Pick<Kept, 'name' | 'type' | 'size'>,
  { store, legalTime, random, limits, digests }: WritingPorts,
  withinBound: WithinBound,
): Promise<Upload> {
  const at = legalTime.now();
  if (base64Length(size) > limits.maxMessageBytes) throw tooLarge(limits.maxMessageBytes);
  const id = newId(at, random);
  const owner = box.mailbox.id;
  const value: Kept = { name: fileName(name), type: attachedType(type), size, received: 0, rest: '' };
  const whole = size === 0 ? { ...value, sha256: hex(digests.sha256().digest()) } : value;
  const card = { kind: UPLOAD, id, owner, value: whole, dueAt: at + LIFE_MS, at };
  await withinBound({ kind: UPLOAD, owner, at }, async () => {
    const open = await store.cards({ kind: UPLOAD, owner, limit: MAX_OPEN });
    const bytes = open.reduce((sum, { value }) => sum + shape.parse(value).size, 0);
    if (open.length >= MAX_OPEN || bytes + size > MAX_OPEN_BYTES) throw TOO_MANY_KEPT;
    return { cards: [{ kind: 'put', card, was: 0 }] };
  });
  return told(id, whole);
}

interface Taken {
  readonly kept: Kept;
  /** None when all of it waits in `rest`. */
  readonly stored: readonly StoredMessage[];
  readonly at: Instant;
}

/** One piece, streamed; undefined: it was empty. A source that breaks off leaves nothing of it. */
async function takePiece(
  kept: Kept,
  octets: AsyncIterable<Uint8Array>,
  { blobs, legalTime, random }: WritingPorts,
): Promise<Taken | undefined> {
  const lines = new Base64Lines(Buffer.from(kept.rest, 'base64'));
  const left = kept.size - kept.received;
  async function* encoded(): AsyncGenerator<Uint8Array> {
    for await (const piece of octets) {
      if (lines.taken + piece.length > left) throw new BlobTooLarge('more octets than were announced');
      const encoded = lines.push(piece);
      if (encoded.length > 0) yield encoded;
    }
    if (lines.taken === left) yield lines.end();
  }
  try {
    const written = await blobs.write(encoded(), { maxBytes: base64Length(kept.size) + 128 });
    if (lines.taken === 0) return undefined;
    const at = legalTime.now();
    const rest = Buffer.from(lines.rest).toString('base64');
    return {
      kept: { ...kept, received: kept.received + lines.taken, rest },
      stored: written.size === 0 ? [] : [{ id: newId(at, random), ...written }],
      at,
    };
  } catch (fault) {
    if (fault instanceof BlobTooLarge) throw moreThanAnnounced(kept.size);
    throw fault;
  }
}

function cardOf({ kind, id, owner }: Card) {
  return { kind, id, owner };
}

function told(id: string, { name, type, size, received, sha256 }: Kept): Upload {
  return { id, name, type, size, received, isWhole: received === size, ...(sha256 && { sha256 }) };
}

const tooLarge = (max: number) => {
  const [whole, attached] = [megabytes(max), Math.floor(attachable(max) / 1_048_576)];
  return new Refusal('too-large', 'message-too-large', {
    it: `Un messaggio può avere al massimo ${whole} MB, quindi un allegato circa ${attached}: per posta cresce di un terzo.`,
    en: `A message may have ${whole} MB at most, so an attachment about ${attached}: by mail it grows by a third.`,
    de: `Eine Nachricht darf höchstens ${whole} MB haben, ein Anhang also etwa ${attached}: Per Mail wächst er um ein Drittel.`,
  });
};

/** Octets of a file that fit into a message, as lines of base64 beside a header and a short text. */
const attachable = (max: number): number => Math.max(0, (max - 64 * 1024) * (57 / 78));
const moreThanAnnounced = (size: number) =>
  new Refusal('too-large', 'more-than-announced', {
    it: `Sono arrivati più dei ${size} ottetti annunciati.`,
    en: `More than the ${size} octets announced have come.`,
    de: `Es kamen mehr als die angekündigten ${size} Oktette.`,
  });
const wrongOffset = (received: number) =>
  new Refusal('conflict', 'wrong-offset', {
    it: `Il caricamento prosegue dall’ottetto ${received}.`,
    en: `The upload goes on from octet ${received}.`,
    de: `Der Upload geht ab Oktett ${received} weiter.`,
  });
const notWhole = (name: string) =>
  new Refusal('conflict', 'upload-not-whole', {
    it: `Il caricamento di «${name}» non è finito.`,
    en: `The upload of “${name}” is not finished.`,
    de: `Der Upload von „${name}“ ist nicht fertig.`,
  });

export function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1_048_576));
}
