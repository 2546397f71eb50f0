import { existsSync, readFileSync } from 'node:fs';
import { fromPem, toPem } from '#cms';
import { writeAtomically } from './write-atomically.ts';

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

export interface KeyPair {
  readonly privateKey: CryptoKey;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

/** Makes an RSA key and keeps it as PEM, readable by its owner alone. */
export async function makeKeyFile(path: string, modulusLength = RSA.modulusLength): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey({ ...RSA, modulusLength }, true, ['sign', 'verify']);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  writeAtomically(path, toPem('PRIVATE KEY', pkcs8), 0o600);
  return {
    privateKey: pair.privateKey,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)),
  };
}

/** The private key of a file, for signing. */
export async function readKeyFile(path: string): Promise<CryptoKey> {
  const [block] = fromPem(readFileSync(path, 'utf8'));
  if (block === undefined) throw new Error(`${path} holds no key`);
  return crypto.subtle.importKey('pkcs8', block.der as Uint8Array<ArrayBuffer>, RSA, false, ['sign']);
}

export function writeCertificateFile(path: string, der: Uint8Array): void {
  writeAtomically(path, toPem('CERTIFICATE', der));
}

/** DER of the first certificate of a file. */
export function readCertificateFile(path: string): Uint8Array {
  const [block] = fromPem(readFileSync(path, 'utf8'));
  if (block === undefined) throw new Error(`${path} holds no certificate`);
  return block.der;
}

export function exists(...paths: readonly string[]): boolean {
  return paths.every((path) => existsSync(path));
}
