import type { PublicEntry } from '#contract';

export type PublicAddress = PublicEntry['addresses'][number];
type Difference = { readonly what: string; readonly ours?: string | undefined; readonly ipa?: string | undefined };

export const EMPTY_ENTRY: PublicEntry = { section: '', name: '', addresses: [] };
export const EMPTY_ADDRESS: PublicAddress = { address: '', kind: 'certified', certifiedOnly: false };

/** Moves one of a list by so many places; at the ends it stays. */
export function moved<T>(list: readonly T[], from: number, by: number): readonly T[] {
  const to = from + by;
  const one = list[from];
  if (one === undefined || to < 0 || to >= list.length) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, one);
}

/** What empty fields leave out. */
export function tidyEntry(entry: PublicEntry): PublicEntry {
  const { section, name, ipaCode, official, description, addresses } = entry;
  const optional = Object.entries({ ipaCode, official, description }).flatMap(([key, value]) => {
    const words = value?.trim() ?? '';
    return words === '' ? [] : [[key, words]];
  });
  return {
    section: section.trim(),
    name: name.trim(),
    ...Object.fromEntries(optional),
    addresses: addresses
      .filter(({ address }) => address.trim() !== '')
      .map(({ label, ...rest }) => ({
        ...rest,
        address: rest.address.trim(),
        ...(label?.trim() && { label: label.trim() }),
      })),
  };
}

/** `Comune di Borgo Sereno` becomes `comune-di-borgo-sereno`. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
}

/** For the contact who keeps the body's entry in the IPA: what stands here and not there, and the other way round (RFC 4180). */
export function differencesCsv(differences: readonly Difference[]): string {
  const rows = differences.map(({ what, ours = '', ipa = '' }) => [what, ours, ipa]);
  const cell = (text: string) => {
    const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };
  return `\u{feff}${[['differenza', 'qui', 'ipa'], ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
