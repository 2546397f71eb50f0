/** Independent tools that judge our messages, and a test authority made by one of them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why a tool cannot be asked here; false when it can. */
export function missing(tool: string, argument: string): string | false {
  return spawnSync(tool, [argument]).error ? `${tool} is not installed` : false;
}

export interface Authority {
  readonly folder: string;
  /** PEM files. */
  readonly root: string;
  readonly certificate: string;
  readonly key: string;
  /** DER. */
  readonly rootDer: Uint8Array;
  readonly certificateDer: Uint8Array;
  readonly keyPem: string;
  remove(): void;
}

const LEAF_EXTENSIONS = `keyUsage=critical,digitalSignature
extendedKeyUsage=emailProtection
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
`;

/** A root and one provider certificate, valid from now on for ten years and ten days, made by OpenSSL. */
export function opensslAuthority(serviceAddress: string, providerName: string): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-conformance-'));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', path('root.key'), '-out', path('root.pem')],
    ...[
      '-days',
      '3650',
      '-subj',
      '/C=IT/O=Prova/CN=Radice di prova',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    ],
  );
  writeFileSync(path('leaf.ext'), `${LEAF_EXTENSIONS}subjectAltName=email:${serviceAddress}\n`);
  openssl(
    ...['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', path('leaf.key'), '-out', path('leaf.csr')],
    ...['-subj', `/C=IT/O=${providerName}/CN=${providerName}`],
  );
  openssl(
    ...[
      'x509',
      '-req',
      '-in',
      path('leaf.csr'),
      '-CA',
      path('root.pem'),
      '-CAkey',
      path('root.key'),
      '-set_serial',
      '7',
    ],
    ...['-days', '10', '-sha256', '-extfile', path('leaf.ext'), '-out', path('leaf.pem')],
  );
  const der = (name: string) => new Uint8Array(openssl('x509', '-in', path(name), '-outform', 'DER'));
  return {
    folder,
    root: path('root.pem'),
    certificate: path('leaf.pem'),
    key: path('leaf.key'),
    rootDer: der('root.pem'),
    certificateDer: der('leaf.pem'),
    keyPem: readFileSync(path('leaf.key'), 'utf8'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** `openssl cms -verify`: the signed content. Throws with its words when the message does not verify. */
export function opensslVerify(authority: Authority, message: Uint8Array): Uint8Array {
  const file = join(authority.folder, 'message.eml');
  writeFileSync(file, message);
  const args = ['cms', '-verify', '-in', file, '-CAfile', authority.root, '-inform', 'SMIME'];
  const result = spawnSync('openssl', args, { maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(result.stderr.toString());
  return new Uint8Array(result.stdout);
}

/** `xmllint --dtdvalid` with the DTD of RFC 6109 4.4. Throws with its words when the XML is not valid. */
export function xmllint(folder: string, xml: Uint8Array): void {
  const file = join(folder, 'daticert.xml');
  writeFileSync(file, xml);
  const dtd = new URL('../../fixtures/daticert.dtd', import.meta.url).pathname;
  const result = spawnSync('xmllint', ['--noout', '--nonet', '--dtdvalid', dtd, file]);
  if (result.status !== 0) throw new Error(result.stderr.toString());
}
