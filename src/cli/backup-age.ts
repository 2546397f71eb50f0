import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type ScryptOptions,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import { bech32Octets } from './backup-bech32.ts';

/**
 * Files of `age` (age-encryption.org/v1), so that who has no program of ours opens a backup with `age --decrypt`: a header that wraps the key of
 * the file, and the octets in chunks of ChaCha20-Poly1305, each with its number and whether it is the last. A chunk that is changed,
 * moved, repeated or missing is found, also at the end.
 */
export const AGE_BEGINS = 'age-encryption.org/v1\n';

const CHUNK = 65_536;
const TAG = 16;
/** 2^18, as `age` does: about a second, and 256 MB. */
const WORK = 18;
/** More than this is somebody's joke. */
const MOST_WORK = 20;
const SCRYPT = 'age-encryption.org/v1/scrypt';
const X25519 = 'age-encryption.org/v1/X25519';

/** What opens a file, or will: a passphrase, or a pair of keys as `age-keygen` makes them. */
export type AgeLock =
  | { readonly passphrase: string; readonly work?: number }
  | { readonly recipients: readonly string[] };
export type AgeKey = { readonly passphrase: string } | { readonly identities: readonly string[] };

export class AgeFault extends Error {
  override name = 'AgeFault';
}

export async function* encryptAge(source: AsyncIterable<Uint8Array>, lock: AgeLock): AsyncGenerator<Buffer> {
  const fileKey = randomBytes(16);
  const stanzas =
    'passphrase' in lock ? [wrapByPassphrase(fileKey, lock)] : lock.recipients.map((to) => wrapTo(fileKey, to));
  const header = `${AGE_BEGINS}${stanzas.join('')}---`;
  yield Buffer.from(`${header} ${base64(macOf(fileKey, header))}\n`);
  const nonce = randomBytes(16);
  yield nonce;
  const key = derive(fileKey, nonce, 'payload');
  let counter = 0;
  for await (const { chunk, isLast } of chunked(source, CHUNK)) yield seal(key, nonceOf(counter++, isLast), chunk);
}

/** Throws `AgeFault` when the key is not the one, or the file is damaged or not whole. */
export async function* decryptAge(source: AsyncIterable<Uint8Array>, key: AgeKey): AsyncGenerator<Buffer> {
  const { header, rest } = await readHeader(source);
  const fileKey = unwrap(header, key);
  let payload: Buffer | undefined;
  let counter = 0;
  for await (const { chunk, isLast } of chunked(
    skipNonce(rest, (nonce) => (payload = derive(fileKey, nonce, 'payload'))),
    CHUNK + TAG,
  )) {
    if (payload === undefined || (chunk.length <= TAG && counter > 0)) throw damaged();
    yield open(payload, nonceOf(counter++, isLast), chunk, damaged);
  }
}

const damaged = () => new AgeFault('the backup is damaged or not whole');

function nonceOf(counter: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function seal(key: Buffer, nonce: Buffer, chunk: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG });
  return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, nonce: Buffer, sealed: Buffer, otherwise: () => Error): Buffer {
  if (sealed.length < TAG) throw otherwise();
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()]);
  } catch {
    throw otherwise();
  }
}

function derive(key: Uint8Array, salt: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, 32));
}

function macOf(fileKey: Uint8Array, header: string): Buffer {
  return createHmac('sha256', derive(fileKey, Buffer.alloc(0), 'header'))
    .update(header)
    .digest();
}

const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64').replace(/=+$/, '');

/** Only as `base64` writes it: else a bit that carries nothing could be changed unseen (RFC 4648 3.5). */
function octetsOf(text: string): Buffer {
  const octets = Buffer.from(text, 'base64');
  if (base64(octets) !== text) throw damaged();
  return octets;
}

const NO_NONCE = Buffer.alloc(12);

function passphraseKey(passphrase: string, salt: Buffer, work: number): Buffer {
  const options: ScryptOptions = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** (work + 11) };
  return scryptSync(passphrase, Buffer.concat([Buffer.from(SCRYPT), salt]), 32, options);
}

function wrapByPassphrase(
  fileKey: Buffer,
  { passphrase, work = WORK }: { readonly passphrase: string; readonly work?: number },
): string {
  const salt = randomBytes(16);
  return `-> scrypt ${base64(salt)} ${work}\n${base64(seal(passphraseKey(passphrase, salt, work), NO_NONCE, fileKey))}\n`;
}

/** How a raw key of X25519 begins as SPKI and as PKCS#8 (RFC 8410). */
const SPKI = Buffer.from('302a300506032b656e032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

const publicKeyOf = (raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });

function wrapTo(fileKey: Buffer, recipient: string): string {
  const raw = bech32Octets(recipient, 'age');
  if (raw?.length !== 32) throw new AgeFault(`${recipient} is no recipient of age (age1…)`);
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const share = publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  const secret = diffieHellman({ privateKey, publicKey: publicKeyOf(raw) });
  const key = derive(secret, Buffer.concat([share, raw]), X25519);
  return `-> X25519 ${base64(share)}\n${base64(seal(key, NO_NONCE, fileKey))}\n`;
}

interface Stanza {
  readonly kind: string;
  readonly words: readonly string[];
  readonly body: Buffer;
}

interface Header {
  readonly stanzas: readonly Stanza[];
  readonly signed: string;
  readonly mac: Buffer;
}

const HEADER_BYTES = 65_536;

async function readHeader(
  source: AsyncIterable<Uint8Array>,
): Promise<{ header: Header; rest: AsyncIterable<Uint8Array> }> {
  const pieces = source[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  for (;;) {
    const mac = /\n(?:---) ([A-Za-z0-9+/]{43})\n/.exec(held.toString('latin1'));
    if (mac !== null) {
      const end = mac.index + mac[0].length;
      const signed = held.toString('latin1', 0, mac.index + 4);
      const left = held.subarray(end);
      return {
        header: { stanzas: stanzasOf(signed), signed, mac: octetsOf(mac[1]!) },
        rest: (async function* () {
          yield left;
          for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
        })(),
      };
    }
    const next = await pieces.next();
    if (next.done || held.length > HEADER_BYTES) throw damaged();
    held = Buffer.concat([held, next.value]);
  }
}

function stanzasOf(signed: string): readonly Stanza[] {
  if (!signed.startsWith(AGE_BEGINS)) throw damaged();
  const blocks = signed.slice(AGE_BEGINS.length, -4).split(/^-> /m).slice(1);
  return blocks.map((block) => {
    const [first = '', ...lines] = block.split('\n');
    const [kind = '', ...words] = first.split(' ');
    return { kind, words, body: octetsOf(lines.join('')) };
  });
}

/** The key of the file, by the first stanza that one of ours opens. */
function unwrap({ stanzas, signed, mac }: Header, key: AgeKey): Buffer {
  const fileKey = 'passphrase' in key ? byPassphrase(stanzas, key.passphrase) : byIdentities(stanzas, key.identities);
  if (!timingSafeEqual(macOf(fileKey, signed), mac)) throw damaged();
  return fileKey;
}

function byPassphrase(stanzas: readonly Stanza[], passphrase: string): Buffer {
  const [stanza] = stanzas;
  const [salt = '', work = ''] = stanza?.words ?? [];
  if (stanza?.kind !== 'scrypt')
    throw new AgeFault('the backup is not encrypted with a passphrase but to a key: give --identity-file');
  if (!/^[1-9]\d?$/.test(work) || Number(work) > MOST_WORK) throw damaged();
  const wrapping = passphraseKey(passphrase, octetsOf(salt), Number(work));
  return open(wrapping, NO_NONCE, stanza.body, () => new AgeFault('that is not the passphrase of this backup'));
}

function byIdentities(stanzas: readonly Stanza[], identities: readonly string[]): Buffer {
  for (const identity of identities) {
    const raw = bech32Octets(identity.toLowerCase(), 'age-secret-key-');
    if (raw?.length !== 32) throw new AgeFault('the identity is none of age (AGE-SECRET-KEY-1…)');
    const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, raw]), format: 'der', type: 'pkcs8' });
    const own = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
    for (const { kind, words, body } of stanzas) {
      if (kind !== 'X25519' || body.length !== 32) continue;
      const share = octetsOf(words[0] ?? '');
      if (share.length !== 32) continue;
      const secret = diffieHellman({ privateKey, publicKey: publicKeyOf(share) });
      try {
        return open(derive(secret, Buffer.concat([share, own]), X25519), NO_NONCE, body, damaged);
      } catch {
        // Another's stanza.
      }
    }
  }
  throw new AgeFault('the backup is not encrypted to this identity');
}

async function* skipNonce(
  source: AsyncIterable<Uint8Array>,
  take: (nonce: Buffer) => void,
): AsyncGenerator<Uint8Array> {
  let held: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of source) {
    if (held === undefined) {
      yield piece;
      continue;
    }
    held = Buffer.concat([held, piece]);
    if (held.length < 16) continue;
    take(held.subarray(0, 16));
    yield held.subarray(16);
    held = undefined;
  }
  if (held !== undefined) throw damaged();
}

/** The source in chunks of this size, the last one shorter or not; a source without octets is one empty chunk. */
async function* chunked(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ chunk: Buffer; isLast: boolean }> {
  let held = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      if (length === size) {
        yield { chunk: held, isLast: false };
        held = Buffer.allocUnsafeSlow(size);
        length = 0;
      }
      const taken = Math.min(size - length, piece.length - at);
      held.set(piece.subarray(at, at + taken), length);
      length += taken;
      at += taken;
    }
  }
  yield { chunk: held.subarray(0, length), isLast: true };
}
