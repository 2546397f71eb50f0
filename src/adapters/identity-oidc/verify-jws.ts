import { constants, type KeyObject, verify } from 'node:crypto';

export interface VerifiedJws {
  /** `typ`, in lower case and without `application/` (RFC 8725 3.11). */
  readonly type: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

const MAX_TOKEN = 20_000;
const SHAPE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/**
 * A signed token, compact (RFC 7515 7.1), with what it says; only what is signed by a key that nobody else has: never `none`, never a shared
 * secret (RFC 8725 3.1). Throws an Error that says what is wrong.
 */
export async function verifyJws(
  token: string,
  keysOf: (kid: string | undefined) => Promise<readonly KeyObject[]>,
): Promise<VerifiedJws> {
  const [, head, body, seal] = token.length > MAX_TOKEN ? [] : (SHAPE.exec(token) ?? []);
  if (head === undefined || body === undefined || seal === undefined) throw new Error('it is no signed token');
  const { alg, kid, typ, crit } = objectIn(head);
  if (typeof alg !== 'string' || crit !== undefined) throw new Error('how it is signed is not known');
  if (kid !== undefined && typeof kid !== 'string') throw new Error('its key has no name');
  const signature = Buffer.from(seal, 'base64url');
  const signed = Buffer.from(`${head}.${body}`, 'ascii');
  const keys = await keysOf(kid);
  if (!keys.some((key) => isSigned(alg, key, signed, signature))) throw new Error('its signature does not hold');
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
  return { type, claims: objectIn(body) };
}

/** RFC 7518 3.1 and RFC 8037 3.1; a key signs in the way of its own kind alone. */
function isSigned(alg: string, key: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  const [, way, bits] = /^(RS|PS|ES)(256|384|512)$/.exec(alg) ?? [];
  const kind = key.asymmetricKeyType;
  if (alg === 'EdDSA') return kind === 'ed25519' && verify(null, signed, key, signature);
  if (way === 'RS') return kind === 'rsa' && verify(`sha${bits}`, signed, key, signature);
  if (way === 'PS') {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(bits) / 8 };
    return kind === 'rsa' && verify(`sha${bits}`, signed, { key, ...padding }, signature);
  }
  if (way !== 'ES' || kind !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== CURVES[bits!]) return false;
  return verify(`sha${bits}`, signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

const CURVES: Readonly<Record<string, string>> = { 256: 'prime256v1', 384: 'secp384r1', 512: 'secp521r1' };

function objectIn(part: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is no signed token');
  return value as Readonly<Record<string, unknown>>;
}
