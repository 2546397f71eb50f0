import type { Contact } from '#contract';

const FOLD_OCTETS = 74;

/** As vCard 3.0 (RFC 2426), which every program reads; groups by their names. */
export function writeVcard(
  { name, organisation, addresses, phone, notes, groups, id }: Contact,
  nameOf: (group: string) => string | undefined,
): string {
  const categories = groups.map(nameOf).filter((one) => one !== undefined);
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:${id}`,
    `FN:${escaped(name)}`,
    `N:${escaped(name)};;;;`,
    ...(organisation ? [`ORG:${escaped(organisation)}`] : []),
    ...addresses.map(({ address, kind, label }) => {
      const types = [
        'INTERNET',
        ...(kind === 'certified' ? ['PEC'] : []),
        ...(label ? [label.replace(/[^A-Za-z0-9-]/g, '-')] : []),
      ];
      return `EMAIL;TYPE=${types.join(',')}:${escaped(address)}`;
    }),
    ...(phone ? [`TEL:${escaped(phone)}`] : []),
    ...(categories.length > 0 ? [`CATEGORIES:${categories.map(escaped).join(',')}`] : []),
    ...(notes ? [`NOTE:${escaped(notes)}`] : []),
    'END:VCARD',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n');
}

/** At 75 octets, never within a character (RFC 2426 2.6). */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let text = '';
  let octets = 0;
  for (const character of line) {
    const length = encoder.encode(character).length;
    if (octets + length > FOLD_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += length;
  }
  return text;
}
