import { existsSync, readFileSync } from 'node:fs';
import { type Certificate, fromPem, readCertificate } from '#cms';
import type { ProviderConfig } from '#config';
import type { Alarm } from '#contract';
import type { NamedDocument } from '#ports';
import { activationOf, type CertificateFacts, isPublished, isToCome, warningOf } from './signing-calendar.ts';
import { type Activation, KEY_FAULT, readActivation, readFacts } from './signing-facts.ts';
import { inForceOf, placesOf } from './signing-places.ts';
import { isoDate, type StatusGround } from './status-parts.ts';

/** Where the settings say that our keys and certificates are. */
export interface KeyPlaces {
  readonly signing: ProviderConfig['signing'];
  /** PEM files of the other certificates that end some day. */
  readonly others: readonly { readonly use: 'doors' | 'index client'; readonly certificate: string }[];
}

type Ground = Pick<StatusGround, 'store' | 'now'>;

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

/** All keys of the settings with what the provider has written down of them. The two places take turns: either may be in force. */
export async function keyRows(
  { signing }: Pick<KeyPlaces, 'signing'>,
  { store, now }: Ground,
): Promise<readonly KeyRow[]> {
  const active = await readActivation(store);
  const places = placesOf(signing);
  const placed = await Promise.all(places.map(({ certificate }) => readOne(certificate, store)));
  const chosen = inForceOf(placed, active);
  const rows: KeyRow[] = [];
  for (const [at, { key }] of places.entries()) {
    const role = at === 0 ? 'signing' : 'next';
    const one = placed[at];
    if (one !== undefined) rows.push({ role, ...one, ...stateOf(one, { chosen, active, now: now() }) });
    else if (chosen !== undefined && key.kind === 'file' && existsSync(key.key))
      rows.push({ role, state: 'requested', facts: {}, note: 'waits for its certificate: `ceralacca key install`' });
  }
  for (const path of signing.alsoPublished) {
    const also = await readOne(path, store);
    if (also !== undefined) rows.push({ role: 'also published', ...also, ...past(also, now()) });
  }
  return rows;
}

function stateOf(
  one: Read,
  at: { readonly chosen: Read | undefined; readonly active: Activation | undefined; readonly now: number },
): Pick<KeyRow, 'state' | 'note'> {
  if (one === at.chosen) return inForce(at.active, one.certificate);
  return isToCome(one.facts) ? toCome(one, at.now) : past(one, at.now);
}

/** The key that follows the one in force, wherever it is. */
export function rowToCome(rows: readonly KeyRow[]): KeyRow | undefined {
  return rows.find(({ role, state, facts }) => role !== 'also published' && state !== 'active' && isToCome(facts));
}

interface Read {
  readonly certificate: Certificate;
  readonly facts: CertificateFacts;
}

async function readOne(path: string, store: Ground['store']): Promise<Read | undefined> {
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

/** What ends within 90, 30 or 7 days, or has ended, in words: the key in force, the one that follows, and the certificates beside them. */
async function endWarnings(
  rows: readonly KeyRow[],
  { others }: KeyPlaces,
  { store, now: legalNow }: Ground,
): Promise<readonly Alarm[]> {
  const now = legalNow();
  const named: { use: string; certificate: Certificate | undefined }[] = [
    { use: 'signing', certificate: rows.find(({ state }) => state === 'active')?.certificate },
    { use: 'next signing', certificate: rowToCome(rows)?.certificate },
  ];
  for (const { use, certificate } of others)
    named.push({ use, certificate: (await readOne(certificate, store))?.certificate });
  const told: Alarm[] = [];
  for (const { use, certificate } of named) {
    if (certificate === undefined) continue;
    const { notAfter } = certificate;
    if (warningOf(notAfter, now) === undefined) continue;
    told.push(endAlarm(use, notAfter, now));
  }
  return told;
}

function endAlarm(use: string, notAfter: number, now: number): Alarm {
  const at = new Date(notAfter).toISOString();
  const count = Math.floor((notAfter - now) / 86_400_000);
  return count < 0
    ? { code: 'certificate-ended', values: { use, at }, text: `the ${use} certificate has ended (${at})` }
    : {
        ...{ code: 'certificate-ends', values: { use, count, at } },
        text: `the ${use} certificate ends in ${count} days (${at})`,
      };
}

/** What must not wait: a key that cannot be used, certificates near their end. */
export async function keyAlarms(settings: KeyPlaces, provider: Ground): Promise<readonly Alarm[]> {
  const rows = await keyRows(settings, provider);
  const fault = await provider.store.document(KEY_FAULT);
  const lost = fault === undefined ? [] : [lostKeyAlarm(fault)];
  return [...lost, ...(await endWarnings(rows, settings, provider))];
}

function lostKeyAlarm({ at, bytes }: Pick<NamedDocument, 'at' | 'bytes'>): Alarm {
  const since = new Date(at).toISOString();
  const why = new TextDecoder().decode(bytes);
  return { code: 'key-lost', values: { since, why }, text: `the signing key cannot be used since ${since}: ${why}` };
}

/** The key in force and the next one, in a line. */
export async function signingKeyLine(settings: KeyPlaces, provider: Ground): Promise<string> {
  const rows = await keyRows(settings, provider);
  const shown = [rows.find(({ state }) => state === 'active'), rowToCome(rows)].filter((row) => row !== undefined);
  return shown
    .map(({ state, certificate, note }) => {
      const about = certificate === undefined ? '' : ` ${certificate.serial}, ends ${isoDate(certificate.notAfter)}`;
      return `${state}${about}${state !== 'active' && note !== undefined ? ` (${note})` : ''}`;
    })
    .join('; ');
}
