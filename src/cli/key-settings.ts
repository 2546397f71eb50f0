import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ProviderConfig } from '#config';
import { KeyUse } from '#provider';
import { CliFault, EXIT } from './exit.ts';
import type { OpenProvider, ProviderOptions } from './open-provider.ts';

/** What the commands on keys are told of a provider: files only, so that a provider that was never started has keys made too. */
export interface KeySettings {
  readonly name: string;
  readonly serviceAddress: string;
  readonly signing: ProviderConfig['signing'];
  readonly trustRoots: readonly string[];
  /** PEM files of the other certificates that end some day. */
  readonly others: readonly { readonly use: 'doors' | 'index client'; readonly certificate: string }[];
  /** Keys of a test country need no passphrase. */
  readonly isTest: boolean;
}

export async function readKeySettings({ config, data, provider }: ProviderOptions): Promise<KeySettings> {
  if (config !== undefined) return await ofConfig(config);
  if (data === undefined || provider === undefined)
    throw new CliFault('say which provider: --config FILE, or --data DIR --provider KEY', EXIT.usage);
  const { COUNTRY, dataFolder, pkiFiles, signingOf } = await import('#sandbox');
  const plan = COUNTRY.providers.find(({ key }) => key === provider);
  if (plan === undefined) throw new CliFault(`--provider ${provider}: there is no such provider`, EXIT.usage);
  const pki = pkiFiles(dataFolder(data).pki);
  const { tls, client } = pki.provider(plan.key);
  return {
    name: plan.name,
    serviceAddress: `posta-certificata@${plan.domain}`,
    signing: signingOf(pki, plan.key),
    trustRoots: [pki.root.certificate],
    others: othersOf(tls.certificate, client.certificate),
    isTest: true,
  };
}

async function ofConfig(file: string): Promise<KeySettings> {
  const { parseConfig } = await import('#config');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (fault) {
    throw new CliFault(`--config: cannot read ${file} (${(fault as NodeJS.ErrnoException).code ?? fault})`, EXIT.usage);
  }
  const config = parseConfig(text, dirname(resolve(file)), process.env);
  const { name, serviceAddress, signing, trustRoots, tls, index } = config;
  const others = othersOf(tls.certificate, index.clientCertificate);
  return { name, serviceAddress, signing, trustRoots, others, isTest: config.sandbox };
}

function othersOf(doors: string, client: string): KeySettings['others'] {
  return [
    { use: 'doors', certificate: doors },
    { use: 'index client', certificate: client },
  ];
}

/** What the keys do by the hand of a command. */
export function keyUseOf({ name, now }: Pick<OpenProvider, 'name' | 'now'>): KeyUse {
  return new KeyUse({ legalTime: { now }, provider: name, node: 'a riga di comando' });
}

/** A record of what the command line did with a key (spec 14.3). */
export function keyRecord(provider: Pick<OpenProvider, 'name' | 'now'>, words: readonly string[]) {
  return keyUseOf(provider).event(words);
}
