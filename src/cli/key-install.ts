import { readFileSync } from 'node:fs';
import { type Certificate, fromPem, judgeChain, readCertificate, toPem } from '#cms';
import type { SigningConfig } from '#config';
import { PUBLISHED_MS } from '#provider';
import { CliFault } from './exit.ts';
import { keyAtHand, writeWhole } from './key-files.ts';
import { lintLines } from './key-lint.ts';
import { firstPlace, isKeyOf, placeToCome, putAside } from './key-place.ts';
import { type KeySettings, keyRecord, readKeySettings } from './key-settings.ts';
import { type ProviderOptions, withProvider } from './open-provider.ts';
import { isoDate, printJson } from './print.ts';
import { readDers } from './read-trust.ts';

const HOUR_MS = 3_600_000;

/**
 * `ceralacca key install`: puts the certificate that the authority issued beside the key it is for, so that the provider publishes it (spec 11.8,
 * 13.6). Refused when it is not for that key, not for this provider, or not as spec 14.1 wants it: peers would refuse what it signs.
 */
export async function install(file: string, options: ProviderOptions): Promise<void> {
  const [der, ...others] = readDers(file, 'CERTIFICATE');
  const settings = await readKeySettings(options);
  await checkLines(der!, settings);
  const certificate = await readCertificate(der!);
  const pem = toPem('CERTIFICATE', der!);
  const first = firstPlace(settings);
  if (first !== undefined) {
    await checkKey(der!, first);
    await checkPath(der!, others, first, settings, Date.now());
    writeWhole(first.certificate, pem, 0o644);
    tell(first.certificate, certificate, true, options);
    return;
  }
  const installed = await withProvider(options, async (provider) => {
    const { signing, past } = await placeToCome(settings, provider);
    await checkKey(der!, signing);
    await checkPath(der!, others, signing, settings, provider.now());
    const { serial, sha256 } = certificate;
    const words = ['certificato installato', `certificato ${serial}`, `impronta SHA-256 ${sha256}`];
    await provider.store.commit({ log: [keyRecord(provider, words)] });
    if (past !== undefined) putAside(signing.certificate, past.notAfter);
    writeWhole(signing.certificate, pem, 0o644);
    return signing.certificate;
  });
  tell(installed, certificate, false, options);
}

function tell(
  installed: string,
  { serial, subject, notAfter }: Certificate,
  isFirst: boolean,
  { json }: ProviderOptions,
): void {
  const ends = isoDate(notAfter);
  if (json === true) {
    printJson({ installed, serial, subject, ends, isFirst });
    return;
  }
  process.stdout.write(`${installed}: ${subject}, ends ${ends}.\n`);
  process.stdout.write(
    isFirst
      ? 'It is the first: the provider signs with it from its start.\n'
      : `The provider publishes it beside the one in force within seconds, and signs with it ${PUBLISHED_MS / HOUR_MS} hours later; see \`ceralacca key status\`.\n`,
  );
}

async function checkLines(der: Uint8Array, { name, serviceAddress }: KeySettings): Promise<void> {
  const lines = await lintLines(der, { provider: name, address: serviceAddress });
  const violated = lines.filter(({ kept }) => kept === false).map(({ rule, problem }) => `${rule}: ${problem}`);
  if (violated.length > 0) throw new CliFault(`the certificate does not keep the profile: ${violated.join('; ')}`);
}

async function checkKey(der: Uint8Array, { key }: SigningConfig): Promise<void> {
  await using own = await keyAtHand(key);
  if (!isKeyOf(own, der)) throw new CliFault('the certificate is for another key than the one that was made for it');
}

/** What no peer could trace to a root is refused here. */
async function checkPath(
  leaf: Uint8Array,
  others: readonly Uint8Array[],
  { chain }: SigningConfig,
  { trustRoots }: KeySettings,
  at: number,
): Promise<void> {
  const read = (path: string) => fromPem(readFileSync(path, 'utf8')).map((block) => block.der);
  const verdict = await judgeChain({
    leaf,
    intermediates: chain.flatMap(read),
    roots: trustRoots.flatMap(read),
    ...{ crls: [], at, revocation: 'if-given' as const },
  });
  if (verdict.validity === 'expired') throw new CliFault('the certificate has ended');
  const faults = verdict.reasons.filter(() => verdict.path !== 'ok' || verdict.nameConstraints !== 'ok');
  if (faults.length === 0) return;
  const hint = others.length > 0 ? '; the intermediates in the file belong in files named by `chain`' : '';
  throw new CliFault(`no peer could verify it with the chain of the settings: ${faults.join('; ')}${hint}`);
}
