import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** An authenticator in software, for tests: one key on P-256, `none` attestation (WebAuthn 6.5.4, 8.7). */
export interface TestPasskey {
  readonly id: string;
  counter: number;
  register(options: unknown, change?: Change): { id: string; type: string; [name: string]: unknown };
  answer(options: unknown, change?: Change): { id: string; type: string; [name: string]: unknown };
}

export interface Change {
  readonly origin?: string;
  readonly rpId?: string;
  /** Without the person verified. */
  readonly isUnverified?: boolean;
  readonly challenge?: string;
}

const [PRESENT, VERIFIED, ATTESTED] = [1, 4, 64];
const sha256 = (octets: Uint8Array | string) => createHash('sha256').update(octets).digest();
const base64url = (octets: Uint8Array | string) => Buffer.from(octets).toString('base64url');

/** CBOR of what an authenticator says (RFC 8949): unsigned and negative numbers, octets, texts, maps. */
function cbor(value: number | string | Uint8Array | ReadonlyMap<number | string, unknown>): Buffer {
  const head = (major: number, n: number) => {
    if (n < 24) return Buffer.from([(major << 5) | n]);
    if (n < 256) return Buffer.from([(major << 5) | 24, n]);
    return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, one]) => [cbor(key), cbor(one as never)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

function coseKey(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  const [ofX, ofY] = [Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')];
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, ofX],
      [-3, ofY],
    ]),
  );
}

export function testPasskey(name: string, origin: string): TestPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rawId = sha256(name);
  const id = base64url(rawId);
  let handle = '';
  const clientData = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));

  const passkey: TestPasskey = {
    id,
    counter: 1,
    register(options, { origin: from = origin, rpId, isUnverified, challenge } = {}) {
      const asked = options as { challenge: string; rp: { id: string }; user: { id: string } };
      handle = asked.user.id;
      const flags = PRESENT | ATTESTED | (isUnverified ? 0 : VERIFIED);
      const head = Buffer.concat([sha256(rpId ?? asked.rp.id), Buffer.from([flags, 0, 0, 0, passkey.counter])]);
      const length = Buffer.from([0, rawId.length]);
      const authData = Buffer.concat([head, Buffer.alloc(16), length, rawId, coseKey(publicKey)]);
      const said = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]);
      const clientDataJSON = base64url(clientData('webauthn.create', challenge ?? asked.challenge, from));
      const response = { clientDataJSON, attestationObject: base64url(cbor(said)), transports: ['internal'] };
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
    },
    answer(options, { origin: from = origin, rpId, isUnverified, challenge } = {}) {
      const asked = options as { challenge: string; rpId: string };
      passkey.counter++;
      const flags = PRESENT | (isUnverified ? 0 : VERIFIED);
      const authenticatorData = Buffer.concat([
        sha256(rpId ?? asked.rpId),
        Buffer.from([flags, 0, 0, 0, passkey.counter]),
      ]);
      const said = clientData('webauthn.get', challenge ?? asked.challenge, from);
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(said)]), privateKey);
      const response = {
        clientDataJSON: base64url(said),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
        userHandle: handle,
      };
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
    },
  };
  return passkey;
}
