import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { ascii, concat, encodeBase64 } from '#mime';

const DAY_MS = 86_400_000;

const OID = {
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  sha256WithRsa: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b],
};

/** One DER element; lengths as short as X.690 10.1 asks. */
function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(content);
  const length = [];
  for (let rest = body.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
  const head = body.length < 128 ? [body.length] : [0x80 | length.length, ...length];
  return concat([Uint8Array.of(tag, ...head), body]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const oid = (octets: readonly number[]) => der(0x06, Uint8Array.from(octets));
const utcTime = (at: number) => der(0x17, ascii(`${new Date(at).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
const bitString = (octets: Uint8Array) => der(0x03, Uint8Array.of(0), octets);

/** A name of the certificate: an IPv4 address or a host. */
function generalName(name: string): Uint8Array {
  const isAddress = /^[\d.]+$/.test(name);
  return isAddress ? der(0x87, Uint8Array.from(name.split('.').map(Number))) : der(0x82, ascii(name));
}

/**
 * A key and a certificate signed with it, PEM, for doors on loopback: made without any program, so that tests need none. `names`:
 * hosts and IPv4 addresses. The key is of P-256, or RSA of so many bits.
 */
export function selfSigned(
  subject: string,
  names: readonly string[] = ['localhost', '127.0.0.1'],
  rsaBits?: number,
): { readonly key: string; readonly cert: string; readonly der: Uint8Array } {
  const { privateKey, publicKey } =
    rsaBits === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const { ecdsaWithSha256, sha256WithRsa } = OID;
  const algorithm = rsaBits === undefined ? sequence(oid(ecdsaWithSha256)) : sequence(oid(sha256WithRsa), der(0x05));
  const name = sequence(der(0x31, sequence(oid(OID.commonName), der(0x0c, ascii(subject)))));
  const now = Date.now();
  const alternatives = sequence(oid(OID.subjectAltName), der(0x04, sequence(...names.map(generalName))));
  const tbs = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(1), randomBytes(15)),
    algorithm,
    name,
    sequence(utcTime(now - DAY_MS), utcTime(now + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternatives)),
  );
  const certificate = sequence(tbs, algorithm, bitString(sign('sha256', tbs, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${encodeBase64(certificate).replaceAll('\r\n', '\n').trimEnd()}\n-----END CERTIFICATE-----\n`,
    der: certificate,
  };
}
