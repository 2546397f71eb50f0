/**
 * RSA keys that come out the same each time: two runs of the maker give the same octets. Whoever reads this has the private keys,
 * so what they sign proves nothing; they are for the fixtures alone.
 */
import { checkPrimeSync, createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

export interface TestKey {
  readonly privateKey: KeyObject;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
}

const E = 65537n;
const known = new Map<string, TestKey>();

/** The key of this name and size. */
export function testKey(name: string, bits: number): TestKey {
  const mark = `${name} ${bits}`;
  const key = known.get(mark) ?? makeKey(mark, bits);
  known.set(mark, key);
  return key;
}

/** RSASSA-PKCS1-v1_5, which has no chance in it. */
export function signWith(key: TestKey, digest: 'sha1' | 'sha256', octets: Uint8Array): Uint8Array {
  return new Uint8Array(sign(digest, octets, key.privateKey));
}

function makeKey(mark: string, bits: number): TestKey {
  const p = prime(`${mark} p`, bits / 2);
  const q = prime(`${mark} q`, bits / 2);
  const d = inverse(E, (p - 1n) * (q - 1n));
  const jwk = {
    kty: 'RSA',
    n: field(p * q),
    e: field(E),
    d: field(d),
    p: field(p),
    q: field(q),
    dp: field(d % (p - 1n)),
    dq: field(d % (q - 1n)),
    qi: field(inverse(q, p)),
  };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const publicKeyInfo = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return { privateKey, publicKeyInfo: new Uint8Array(publicKeyInfo) };
}

/** The first prime from a place that the seed names; its two highest bits are set, so that the product has full length. */
function prime(seed: string, bits: number): bigint {
  let digits = '';
  for (let i = 0; digits.length < bits / 4; i++) digits += createHash('sha512').update(`${seed} ${i}`).digest('hex');
  const start = BigInt(`0x${digits.slice(0, bits / 4)}`);
  let candidate = start | (3n << BigInt(bits - 2)) | 1n;
  while ((candidate - 1n) % E === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r0, r1, t0, t1] = [modulus, value % modulus, 0n, 1n];
  while (r1 !== 0n) {
    const times = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - times * r1, t1, t0 - times * t1];
  }
  return t0 < 0n ? t0 + modulus : t0;
}

function field(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
}
