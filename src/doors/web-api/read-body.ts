import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from '#doors/http-listener';
import { notJson, writtenTwice } from './door-refusals.ts';

export interface BodyLimits {
  readonly maxJsonBytes: number;
  /** A body that is read whole must have come within this. */
  readonly jsonTimeoutMs: number;
  /** Of octets that are taken as a stream. */
  readonly maxOctets: number;
  /** Between two pieces of them. */
  readonly octetsIdleMs: number;
}

export const BODY_LIMITS: BodyLimits = {
  maxJsonBytes: 8_388_608,
  jsonTimeoutMs: 30_000,
  maxOctets: 134_217_728,
  octetsIdleMs: 30_000,
};

/** Media type of a request, without parameters. */
export function mediaTypeOf({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** A body of JSON, or of a form where the endpoint takes one: the value written there. */
export async function readValue(message: IncomingMessage, takesForms: boolean, limits: BodyLimits): Promise<unknown> {
  refuseEncoded(message);
  const type = mediaTypeOf(message);
  const isForm = takesForms && type === 'application/x-www-form-urlencoded';
  if (!isForm && type !== 'application/json' && !type.endsWith('+json')) throw new HttpRefusal('media-type');
  const octets = await readWhole(message, limits);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    throw notJson();
  }
  return isForm ? formOf(text) : jsonOf(text);
}

async function readWhole(message: IncomingMessage, { maxJsonBytes, jsonTimeoutMs }: BodyLimits): Promise<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > maxJsonBytes) throw new HttpRefusal('too-large');
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of inTime(message, jsonTimeoutMs, true)) {
    length += piece.length;
    if (length > maxJsonBytes) throw new HttpRefusal('too-large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}

/** Octets as they come, counted; never whole in memory. */
export async function* readOctets(message: IncomingMessage, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  refuseEncoded(message);
  if (Number(message.headers['content-length'] ?? 0) > limits.maxOctets) throw new HttpRefusal('too-large');
  let length = 0;
  for await (const piece of inTime(message, limits.octetsIdleMs, false)) {
    length += piece.length;
    if (length > limits.maxOctets) throw new HttpRefusal('too-large');
    yield piece;
  }
}

/** What is packed could be far more than it says. */
function refuseEncoded({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new HttpRefusal('media-type');
}

/**
 * The pieces of a body; a peer that lets us wait too long, for the next one or for all of them, is refused. Each wait is a promise of its own:
 * one that lasted for all of them would hold every piece until the end.
 */
async function* inTime(message: IncomingMessage, ms: number, isOfAll: boolean): AsyncGenerator<Uint8Array> {
  let isLate = false;
  let giveUp: (refusal: HttpRefusal) => void = () => {};
  const late = () => {
    isLate = true;
    giveUp(new HttpRefusal('too-slow'));
  };
  const pieces = message.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const next = () =>
    new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
      giveUp = reject;
      pieces.next().then(resolve, reject);
    });
  const ofAll = isOfAll ? setTimeout(late, ms) : undefined;
  try {
    for (;;) {
      if (isLate) throw new HttpRefusal('too-slow');
      const ofOne = isOfAll ? undefined : setTimeout(late, ms);
      const { done, value } = await next().finally(() => clearTimeout(ofOne));
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(ofAll);
    void pieces.return?.();
  }
}

/** Names that would reach an object's own workings are nobody's fields. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__' || key === 'constructor') throw new SyntaxError(key);
      return value;
    });
  } catch {
    throw notJson();
  }
}

function formOf(text: string): Readonly<Record<string, unknown>> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw writtenTwice(name);
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}
