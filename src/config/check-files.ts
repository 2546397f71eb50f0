import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigFault } from './config-fault.ts';
import type { ProviderConfig, SigningConfig } from './provider-config.ts';

function read(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new ConfigFault(setting, `cannot read ${path} (${(fault as NodeJS.ErrnoException).code ?? fault})`);
  }
}

function certificate(setting: string, path: string): X509Certificate {
  try {
    return new X509Certificate(read(setting, path));
  } catch (fault) {
    if (fault instanceof ConfigFault) throw fault;
    throw new ConfigFault(setting, `${path} holds no PEM certificate`);
  }
}

function key(setting: string, path: string): KeyObject {
  try {
    return createPrivateKey(read(setting, path));
  } catch (fault) {
    if (fault instanceof ConfigFault) throw fault;
    throw new ConfigFault(setting, `${path} holds no PEM private key without a password`);
  }
}

function checkPair(
  names: { key: string; certificate: string },
  paths: { key: string; certificate: string },
): X509Certificate {
  const held = certificate(names.certificate, paths.certificate);
  if (!held.checkPrivateKey(key(names.key, paths.key)))
    throw new ConfigFault(names.key, `${paths.key} is not the key of ${paths.certificate}`);
  return held;
}

/** A key in a module is compared with its certificate when the module is opened. */
function checkSigning({ key, certificate: path }: SigningConfig): X509Certificate {
  if (key.kind === 'pkcs11') return certificate('signing.certificate', path);
  return checkPair({ key: 'signing.key', certificate: 'signing.certificate' }, { key: key.key, certificate: path });
}

/** Every file named in the settings can be read, holds what it should, and key and certificate belong together. */
export function checkFiles(config: ProviderConfig): void {
  const signing = checkSigning(config.signing);
  if (
    signing.publicKey.asymmetricKeyType !== 'rsa' ||
    (signing.publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048
  )
    throw new ConfigFault('signing.certificate', 'holds no RSA key of 2048 bits or more (spec 14.1)');
  const addresses = (signing.subjectAltName ?? '').toLowerCase().split(/,\s*/);
  if (!addresses.includes(`email:${config.serviceAddress.toLowerCase()}`))
    throw new ConfigFault(
      'signing.certificate',
      `does not name ${config.serviceAddress} as its rfc822Name (RFC 6109 5.5.1)`,
    );
  config.signing.chain.forEach((path, at) => {
    certificate(`signing.chain.${at}`, path);
  });
  config.signing.alsoPublished.forEach((path, at) => {
    certificate(`signing.alsoPublished.${at}`, path);
  });
  checkPair({ key: 'tls.key', certificate: 'tls.certificate' }, config.tls);
  config.trustRoots.forEach((path, at) => {
    certificate(`trust.roots.${at}`, path);
  });
  const { index } = config;
  certificate('index.authorityCertificate', index.authorityCertificate);
  if (index.tlsRoot !== undefined) certificate('index.tlsRoot', index.tlsRoot);
  checkPair(
    { key: 'index.clientKey', certificate: 'index.clientCertificate' },
    { key: index.clientKey, certificate: index.clientCertificate },
  );
  for (const route of config.routes) if (route.tlsRoot !== undefined) certificate('routes.tlsRoot', route.tlsRoot);
  if (config.dkim !== undefined && key('dkim.key', config.dkim.key).asymmetricKeyType !== 'rsa')
    throw new ConfigFault('dkim.key', `${config.dkim.key} is not an RSA key, which every verifier knows (RFC 8301)`);
}
