import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { checkContradictions } from './check-contradictions.ts';
import { checkFiles } from './check-files.ts';
import { ConfigFault } from './config-fault.ts';
import { deepFreeze } from './deep-freeze.ts';
import { makeConfig } from './make-config.ts';
import type { ProviderConfig } from './provider-config.ts';
import { settingsSchema } from './settings-schema.ts';

/** What the environment may say: read here and nowhere else. */
export interface Environment {
  readonly DATABASE_URL?: string | undefined;
  readonly DATABASE_OWNER_URL?: string | undefined;
}

/**
 * Reads the settings of one provider, once, into a frozen object. Throws ConfigFault with the name of the first setting that
 * is missing, misspelt, contradicts another, or names a file that does not fit.
 */
export function readConfig(file: string, environment: Environment): ProviderConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (fault) {
    throw new ConfigFault('--config', `cannot read ${file} (${(fault as NodeJS.ErrnoException).code ?? fault})`);
  }
  const config = parseConfig(text, dirname(resolve(file)), environment);
  checkFiles(config);
  return config;
}

/** The same, from text; files named in it are not opened. */
export function parseConfig(text: string, folder: string, environment: Environment): ProviderConfig {
  const document = parseDocument(text, { uniqueKeys: true });
  const broken = document.errors[0];
  if (broken !== undefined) throw new ConfigFault('YAML', broken.message.split('\n')[0] ?? 'not readable');
  const parsed = settingsSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const setting = [...issue.path, ...(unknown === undefined ? [] : [unknown])].join('.') || 'the file';
    throw new ConfigFault(setting, unknown === undefined ? issue.message : 'there is no such setting');
  }
  const config = makeConfig(parsed.data, (path) => resolve(folder, path), environment);
  checkContradictions(config);
  return deepFreeze(config);
}
