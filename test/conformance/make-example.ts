/**
 * Makes fixtures/example, the files of the library's example: a delivery receipt, the root it is trusted by and an index of
 * providers. Run by hand (`node test/conformance/make-example.ts`); keys are thrown away, so every run makes other files.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createAuthority, prepareSigner, readCertificate, signedAttributes, signedData, toPem } from '#cms';
import { writeLdif } from '#ldif';
import { recordEntry } from '#provider-index';
import { ISSUER, octets, theFourteen } from './fourteen.ts';

const AT = Date.parse('2026-03-01T09:00:00Z');
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
const folder = new URL('../../fixtures/example/', import.meta.url);
const save = (name: string, content: string | Uint8Array) => writeFileSync(new URL(name, folder), content);

async function keys() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  return { privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)) };
}

const authority = await createAuthority({
  ...(await keys()),
  subject: { C: 'IT', O: 'Autorità di prova', CN: 'Radice di prova' },
  serial: Uint8Array.of(1),
  notBefore: Date.UTC(2025, 0),
  notAfter: Date.UTC(2045, 0),
});
const { privateKey, publicKey } = await keys();
const certificate = await authority.issueProvider({
  publicKey,
  providerName: ISSUER.name,
  serviceAddress: ISSUER.serviceAddress,
  serial: Uint8Array.of(7),
  notBefore: Date.UTC(2026, 0),
  notAfter: Date.UTC(2029, 0),
});
const receipt = (await theFourteen(AT)).get('M11')!;
const digest = createHash('sha256').update(octets(receipt.signedPart)).digest();
const attributes = signedAttributes(new Uint8Array(digest), AT);
const value = new Uint8Array(await crypto.subtle.sign(RSA.name, privateKey, attributes.slice()));
const record = {
  name: ISSUER.name,
  mailReceipt: 'ricevute@gestore-alfa.example',
  managedDomains: ['gestore-alfa.example', 'pec.alfa.example'],
  certificates: [certificate],
  hashes: [(await readCertificate(certificate)).sha1],
};

mkdirSync(folder, { recursive: true });
save('receipt.eml', octets(receipt.assemble(signedData(prepareSigner(certificate, []), attributes, value))));
save('root.pem', toPem('CERTIFICATE', authority.certificate));
save('index.ldif', writeLdif([recordEntry(record)]));
