import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isEncryptedKey } from '#adapters/signer-file';
import { ConfigFault } from './config-fault.ts';
import { openToAll } from './private-file.ts';
import type { ProviderConfig, SigningConfig, SigningKeyConfig } from './provider-config.ts';

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

function checkPrivate(setting: string, path: string | undefined): void {
  if (path === undefined) return;
  read(setting, path);
  const fault = openToAll(path);
  if (fault !== undefined) throw new ConfigFault(setting, fault);
}

/** A key behind a passphrase or in a module is compared with its certificate when it is opened. */
function checkSigning(setting: string, { key, certificate: path, chain }: SigningConfig): X509Certificate {
  chain.forEach((intermediate, at) => {
    certificate(`${setting}.chain.${at}`, intermediate);
  });
  checkKey(setting, key);
  const isOpen = key.kind === 'file' && !isEncryptedKey(read(`${setting}.key`, key.key));
  if (!isOpen) return certificate(`${setting}.certificate`, path);
  const names = { key: `${setting}.key`, certificate: `${setting}.certificate` };
  return checkPair(names, { key: key.key, certificate: path });
}

function checkKey(setting: string, key: SigningKeyConfig): void {
  if (key.kind === 'file') {
    checkPrivate(`${setting}.key`, key.key);
    checkPrivate(`${setting}.key.passphraseFile`, key.passphraseFile);
  } else {
    read(`${setting}.key.module`, key.module);
    checkPrivate(`${setting}.key.pinFile`, key.pinFile);
  }
}

/**
 * The two places of the signing key take turns (spec 11.8). The certificate that ends last must be there with its key; in the other place
 * there may be nothing yet, the key alone while its certificate is asked for, or a certificate whose key is gone since it was replaced.
 */
function checkPlaces({ signing: { next, ...signing }, serviceAddress }: ProviderConfig): void {
  const first: Named = ['signing', signing];
  const second: Named | undefined = next && ['signing.next', next];
  const isSecondLast =
    second !== undefined &&
    existsSync(second[1].certificate) &&
    (!existsSync(signing.certificate) || endOf(...first) <= endOf(...second));
  const [last, other] = isSecondLast ? [second, first] : [first, second];
  checkProfile(last[0], checkSigning(...last), serviceAddress);
  if (other !== undefined) checkIdle(...other, serviceAddress);
}

/** A place with the name of its setting. */
type Named = [setting: string, place: SigningConfig];

function endOf(setting: string, { certificate: path }: SigningConfig): number {
  return Date.parse(certificate(`${setting}.certificate`, path).validTo);
}

function checkIdle(setting: string, idle: SigningConfig, serviceAddress: string): void {
  const { key, certificate: path } = idle;
  const isKeyThere = key.kind === 'pkcs11' || existsSync(key.key);
  const isCertified = existsSync(path);
  if (isCertified && isKeyThere) checkProfile(setting, checkSigning(setting, idle), serviceAddress);
  else if (isCertified) certificate(`${setting}.certificate`, path);
  else if (isKeyThere) checkKey(setting, key);
}

/** What the start cannot do without; the whole profile is held against a certificate by `ceralacca key lint`. */
function checkProfile(setting: string, held: X509Certificate, serviceAddress: string): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = held.publicKey;
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new ConfigFault(`${setting}.certificate`, 'holds no RSA key of 2048 bits or more');
  const addresses = (held.subjectAltName ?? '').toLowerCase().split(/,\s*/);
  if (!addresses.includes(`email:${serviceAddress.toLowerCase()}`))
    throw new ConfigFault(
      `${setting}.certificate`,
      `does not name ${serviceAddress} as its rfc822Name (RFC 6109 5.5.1)`,
    );
}

/** Every file named in the settings can be read, holds what it should, and key and certificate belong together. */
export function checkFiles(config: ProviderConfig): void {
  checkPlaces(config);
  config.signing.alsoPublished.forEach((path, at) => {
    certificate(`signing.alsoPublished.${at}`, path);
  });
  checkPair({ key: 'tls.key', certificate: 'tls.certificate' }, config.tls);
  config.trustRoots.forEach((path, at) => {
    certificate(`trust.roots.${at}`, path);
  });
  checkPrivate('timestamp.passwordFile', config.timestamp.passwordFile);
  const probePassword = config.probe?.passwordFile;
  // One that is missing is told by the probe, without which the provider serves all the same.
  config.web.identityProviders.forEach((provider, at) => {
    const setting = `web.identityProviders.${at}`;
    if (provider.protocol === 'oidc') checkPrivate(`${setting}.clientSecretFile`, provider.clientSecretFile);
    else {
      checkPair({ key: `${setting}.own.key`, certificate: `${setting}.own.certificate` }, provider.own);
      provider.certificates.forEach((path, n) => void certificate(`${setting}.certificates.${n}`, path));
    }
  });
  if (existsSync(config.web.signInKeyFile)) checkPrivate('web.signInKeyFile', config.web.signInKeyFile);
  if (probePassword !== undefined && existsSync(probePassword)) checkPrivate('probe.passwordFile', probePassword);
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
