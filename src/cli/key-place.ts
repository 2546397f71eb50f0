import { X509Certificate } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { equalBytes } from '#cms';
import type { SigningConfig } from '#config';
import { isoLegalTime } from '#pec';
import { type KeyRow, keyRows, placesOf } from '#provider';
import { CliFault, EXIT } from './exit.ts';
import { type KeyAtHand, keyAtHand } from './key-files.ts';
import type { KeySettings } from './key-settings.ts';
import type { OpenProvider } from './open-provider.ts';
import { isoDate } from './print.ts';

/** Where the key and the certificate belong that are about to come. */
export interface Place {
  readonly signing: SigningConfig;
  /** What stands there still: its time is over, it makes room. */
  readonly past?: NonNullable<KeyRow['certificate']>;
}

/** The place of the first key ever; undefined: there is one already. */
export function firstPlace({ signing }: KeySettings): SigningConfig | undefined {
  return placesOf(signing).some(({ certificate }) => existsSync(certificate)) ? undefined : signing;
}

/** The place for the key that follows: the one of the two where that in force is not. Throws in one sentence when it is taken. */
export async function placeToCome(settings: KeySettings, provider: OpenProvider): Promise<Place> {
  const { next } = settings.signing;
  if (next === undefined)
    throw new CliFault(
      'the settings do not say where the next key is: add `next: { key: keys/signing-next.key.pem, certificate: keys/signing-next.crt.pem, ' +
        'chain: [...] }` under `signing`',
      EXIT.usage,
    );
  const rows = await keyRows(settings, provider);
  const isNextActive = rows.some(({ role, state }) => role === 'next' && state === 'active');
  const signing = isNextActive ? settings.signing : next;
  const { state, certificate } = rows.find(({ role }) => role === (isNextActive ? 'signing' : 'next')) ?? {};
  if (certificate === undefined) return { signing };
  if (state === 'expired' || state === 'retired') return { signing, past: certificate };
  throw new CliFault(
    state === 'retiring'
      ? `${signing.certificate} is published until it ends on ${isoDate(certificate.notAfter)}: wait, or \`ceralacca key retire ${certificate.serial}\` first`
      : `${signing.certificate} is there already: it follows the one in force`,
  );
}

/**
 * What is past makes room for the key that is to be made: its files keep their octets under names that say until when they were good, which
 * are answered. A key that is not the past one's is left alone: somebody has made the next one already.
 */
export async function makeRoom({ signing, past }: Place): Promise<readonly string[]> {
  if (past === undefined) return [];
  const { key, certificate } = signing;
  const moved: string[] = [];
  if (key.kind === 'file' && existsSync(key.key)) {
    await using own = await keyAtHand(key);
    if (isKeyOf(own, past.der)) moved.push(putAside(key.key, past.notAfter));
  }
  moved.push(putAside(certificate, past.notAfter));
  return moved;
}

/** Throws when the key is still the one of the certificate whose time is over: no key gets a second life. */
export function refusePastKey(own: KeyAtHand, { signing: { key }, past }: Place): void {
  if (past === undefined || !isKeyOf(own, past.der)) return;
  const where = key.kind === 'file' ? `in ${key.key}` : `in token "${key.token}", label "${key.label}"`;
  throw new CliFault(`the key ${where} is that of the certificate before: delete it there, then ask again`);
}

export function isKeyOf(own: KeyAtHand, certificate: Uint8Array): boolean {
  const publicKey = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return equalBytes(new Uint8Array(publicKey), own.publicKey);
}

/** `keys/signing.key.pem` -> `keys/signing-until-2029-03-01.key.pem`. */
export function putAside(path: string, notAfter: number): string {
  const [name, ...rest] = basename(path).split('.');
  const aside = join(dirname(path), [`${name}-until-${isoLegalTime(notAfter).slice(0, 10)}`, ...rest].join('.'));
  if (existsSync(aside)) throw new CliFault(`${aside} is there already: move it away first`);
  renameSync(path, aside);
  return aside;
}
