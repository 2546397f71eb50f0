import { readFile } from 'node:fs/promises';
import { httpTimestampAuthority } from '#adapters/timestamp-http';
import type { ProviderConfig } from '#config';
import type { LegalTime, Random, TimestampAuthority } from '#ports';
import { readCertificates } from './read-pem.ts';

/** The time-stamp authorities of the settings; undefined when there are none. */
export async function openTimestamps(
  { timestamp }: Pick<ProviderConfig, 'timestamp'>,
  world: { readonly random: Random; readonly legalTime: LegalTime },
): Promise<TimestampAuthority | undefined> {
  const { urls, user, passwordFile, timeoutMs } = timestamp;
  if (urls.length === 0) return undefined;
  const roots = await readCertificates(timestamp.roots);
  const password = passwordFile === undefined ? '' : (await readFile(passwordFile, 'utf8')).trimEnd();
  const credentials = user === undefined ? {} : { credentials: { user, password } };
  return httpTimestampAuthority({ urls, roots, timeoutMs, ...credentials, ...world });
}
