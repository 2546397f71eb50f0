import { existsSync, readFileSync } from 'node:fs';
import { type Certificate, fromPem, readCertificate } from '#cms';
import {
  type Activation,
  activationOf,
  type CertificateFacts,
  isPublished,
  KEY_FAULT,
  readActivation,
  readFacts,
  warningOf,
} from '#provider';
import { type KeySettings, readKeySettings } from './key-settings.ts';
import { type OpenProvider, type ProviderOptions, withProvider } from './open-provider.ts';
import { cell, isoDate, printJson, printRows } from './print.ts';

/** Where a certificate is in its life (spec 11.8). */
export type KeyState = 'requested' | 'issued' | 'published' | 'active' | 'retiring' | 'retired' | 'expired';

/** One key of ours, as people see it. */
export interface KeyRow {
  readonly role: 'signing' | 'next' | 'also published';
  readonly state: KeyState;
  readonly certificate?: Certificate;
  readonly facts: CertificateFacts;
  /** When it will sign, and what it waits for. */
  readonly note?: string;
}

const WAITS = {
  publication: 'waits to be published: is the provider served?',
  index: 'waits for the index of providers to show it',
  retired: 'taken out by hand',
};

/** All keys of the settings with what the provider has written down of them. */
export async function keyRows({ signing }: KeySettings, { store, now }: OpenProvider): Promise<readonly KeyRow[]> {
  const active = await readActivation(store);
  const main = await readOne(signing.certificate, store);
  const next = signing.next === undefined ? undefined : await readOne(signing.next.certificate, store);
  const isNextActive = next !== undefined && next.certificate.sha256 === active?.sha256;
  const rows: KeyRow[] = [];
  if (main !== undefined)
    rows.push({ role: 'signing', ...main, ...(isNextActive ? past(main, now()) : inForce(active, main.certificate)) });
  if (next !== undefined)
    rows.push({ role: 'next', ...next, ...(isNextActive ? inForce(active, next.certificate) : toCome(next, now())) });
  else if (signing.next?.key.kind === 'file' && existsSync(signing.next.key.key))
    rows.push({
      role: 'next',
      state: 'requested',
      facts: {},
      note: 'waits for its certificate: `ceralacca key install`',
    });
  for (const path of signing.alsoPublished) {
    const also = await readOne(path, store);
    if (also !== undefined) rows.push({ role: 'also published', ...also, ...past(also, now()) });
  }
  return rows;
}

interface Read {
  readonly certificate: Certificate;
  readonly facts: CertificateFacts;
}

async function readOne(path: string, store: OpenProvider['store']): Promise<Read | undefined> {
  if (!existsSync(path)) return undefined;
  const [block] = fromPem(readFileSync(path, 'utf8'));
  if (block === undefined) return undefined;
  const certificate = await readCertificate(block.der);
  return { certificate, facts: await readFacts(store, certificate.sha256) };
}

function inForce(active: Activation | undefined, { sha256 }: Certificate): Pick<KeyRow, 'state' | 'note'> {
  if (active?.sha256 !== sha256) return { state: 'active' };
  return { state: 'active', note: `in force since ${isoDate(active.at)}: ${active.reason}` };
}

function past({ certificate, facts }: Read, now: number): Pick<KeyRow, 'state' | 'note'> {
  if (facts.retiredAt !== undefined) return { state: 'retired' };
  if (!isPublished(facts, certificate, now)) return { state: 'expired', note: 'can be taken out of the settings' };
  return { state: 'retiring', note: 'published until it ends' };
}

function toCome({ certificate, facts }: Read, now: number): Pick<KeyRow, 'state' | 'note'> {
  if (now > certificate.notAfter) return { state: 'expired' };
  const activation = activationOf(facts, certificate);
  if ('due' in activation) return { state: 'published', note: `will sign from ${isoDate(activation.due)}` };
  const state = activation.waits === 'retired' ? 'retired' : activation.waits === 'index' ? 'published' : 'issued';
  return { state, note: WAITS[activation.waits] };
}

/** What ends within 90, 30 or 7 days, or has ended, in words; keys of the settings and the certificates beside them. */
export async function endWarnings({ signing, others }: KeySettings, now: number): Promise<readonly string[]> {
  const named = [
    { use: 'signing', certificate: signing.certificate },
    ...(signing.next === undefined ? [] : [{ use: 'next signing', certificate: signing.next.certificate }]),
    ...others,
  ];
  const told: string[] = [];
  for (const { use, certificate } of named) {
    if (!existsSync(certificate)) continue;
    const [block] = fromPem(readFileSync(certificate, 'utf8'));
    if (block === undefined) continue;
    const { notAfter } = await readCertificate(block.der);
    if (warningOf(notAfter, now) === undefined) continue;
    const days = Math.floor((notAfter - now) / 86_400_000);
    told.push(`the ${use} certificate ${days < 0 ? 'has ended' : `ends in ${days} days`} (${isoDate(notAfter)})`);
  }
  return told;
}

/** What must not wait: a key that cannot be used, certificates near their end. */
export async function keyAlarms(settings: KeySettings, { store, now }: OpenProvider): Promise<readonly string[]> {
  const fault = await store.document(KEY_FAULT);
  const lost =
    fault === undefined
      ? []
      : [`the signing key cannot be used since ${isoDate(fault.at)}: ${new TextDecoder().decode(fault.bytes)}`];
  return [...lost, ...(await endWarnings(settings, now()))];
}

/** The key in force and the next one, in a line. */
export async function signingKeyLine(settings: KeySettings, provider: OpenProvider): Promise<string> {
  const shown = (await keyRows(settings, provider)).filter(({ role, state }) => state === 'active' || role === 'next');
  return shown
    .map(({ role, state, certificate, note }) => {
      const about = certificate === undefined ? '' : ` ${certificate.serial}, ends ${isoDate(certificate.notAfter)}`;
      return `${state}${about}${role === 'next' && note !== undefined ? ` (${note})` : ''}`;
    })
    .join('; ');
}

/** `ceralacca key status`. */
export async function status(options: ProviderOptions): Promise<void> {
  const settings = await readKeySettings(options);
  const { rows, warnings, serving } = await withProvider(options, async (provider) => ({
    rows: await keyRows(settings, provider),
    warnings: await keyAlarms(settings, provider),
    serving: provider.running,
  }));
  const keys = rows.map(({ role, state, certificate, facts, note }) => ({
    role,
    state,
    serial: certificate?.serial,
    ends: isoDate(certificate?.notAfter),
    published: isoDate(facts.publishedAt),
    inIndex: isoDate(facts.indexedAt),
    note,
  }));
  if (options.json === true) return printJson({ serving, keys, warnings });
  if (keys.length === 0) process.stdout.write('There is no key yet: `ceralacca key request` makes the first.\n');
  printRows(keys, false);
  const done = rows.find(({ role, state }) => role === 'next' && state === 'active');
  if (done !== undefined)
    process.stdout.write(
      'The next key is in force: at leisure, name it under `signing`, its predecessor under `alsoPublished`, and free `next`.\n',
    );
  for (const warning of warnings) process.stdout.write(`Warning: ${cell(warning)}\n`);
}
