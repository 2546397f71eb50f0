import { decodeTransfer } from '#mime';

/** A contact as other programs tell it, before it is judged. */
export interface ForeignContact {
  /** Line or row it begins at. */
  readonly at: number;
  readonly name: string;
  readonly organisation: string;
  readonly addresses: readonly { readonly address: string; readonly label: string }[];
  readonly phone: string;
  readonly notes: string;
  readonly groups: readonly string[];
}

const MAX_LINE = 100_000;

/** Reads vCards of versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350); what they hold besides is left out. Linear in the text. */
export function readVcards(text: string): ForeignContact[] {
  const found: Card[] = [];
  let open: (Property & { readonly at: number })[] | undefined;
  let begins = 0;
  for (const { line, at } of contentLines(text)) {
    const property = readProperty(line);
    if (property === undefined) continue;
    if (property.name === 'BEGIN' && property.value.trim().toUpperCase() === 'VCARD') {
      open = [];
      begins = at;
    } else if (property.name === 'END' && open) {
      found.push(cardOf(open, begins));
      open = undefined;
    } else open?.push({ ...property, at });
  }
  return withGroups(found);
}

interface Card extends ForeignContact {
  readonly uid: string;
  /** Of a card that stands for a group: whom it names. */
  readonly members?: readonly string[];
}

/** Groups of RFC 6350 6.1.4 and 6.6.5, and of Apple's address book, become what their members are put into. */
function withGroups(cards: readonly Card[]): ForeignContact[] {
  const people = cards.filter(({ members }) => members === undefined);
  const byUid = new Map(people.map((one) => [one.uid, one]));
  const byAddress = new Map(people.flatMap((one) => one.addresses.map(({ address }) => [address.toLowerCase(), one])));
  const joined = new Map<Card, string[]>();
  const strangers = new Map<string, Card>();
  for (const { members, name, at } of cards)
    for (const member of members ?? []) {
      const address = /^mailto:/i.test(member) ? whole(member.slice(7)) : undefined;
      const known = address === undefined ? byUid.get(bareUid(member)) : byAddress.get(address.toLowerCase());
      const one = known ?? (address === undefined ? undefined : strangerOf(address, at, strangers));
      if (one !== undefined) joined.set(one, [...(joined.get(one) ?? []), name]);
    }
  return [...people, ...strangers.values()].map((card) => {
    const { uid: _, members: __, ...one } = card;
    return { ...one, groups: [...new Set([...one.groups, ...(joined.get(card) ?? [])])] };
  });
}

/** Somebody of whom a group tells nothing but the address. */
function strangerOf(address: string, at: number, strangers: Map<string, Card>): Card {
  const known = strangers.get(address.toLowerCase());
  if (known) return known;
  const none = { organisation: '', phone: '', notes: '', groups: [], uid: '' };
  const made = { ...none, at, name: address, addresses: [{ address, label: '' }] };
  strangers.set(address.toLowerCase(), made);
  return made;
}

const bareUid = (uid: string): string =>
  uid
    .trim()
    .toLowerCase()
    .replace(/^urn:uuid:/, '');

interface Property {
  readonly name: string;
  readonly params: ReadonlyMap<string, readonly string[]>;
  readonly value: string;
}

function* contentLines(text: string): Generator<{ line: string; at: number }> {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  for (let i = 0; i < lines.length; ) {
    const at = i + 1;
    let line = lines[i++]!;
    // Quoted-printable of version 2.1 goes on after an `=`; everything else after a blank.
    const isQuoted = /;ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(line);
    while (i < lines.length && line.length < MAX_LINE) {
      if (isQuoted && line.endsWith('=')) line = line.slice(0, -1) + lines[i++]!;
      else if (/^[ \t]/.test(lines[i]!)) line += lines[i++]!.slice(1);
      else break;
    }
    if (line.trim() !== '') yield { line, at };
  }
}

function readProperty(line: string): Property | undefined {
  const colon = colonOf(line);
  if (colon < 0) return undefined;
  const [name = '', ...rest] = line.slice(0, colon).split(';');
  const params = new Map<string, string[]>();
  for (const one of rest) {
    const equals = one.indexOf('=');
    const key = equals < 0 ? 'TYPE' : one.slice(0, equals).toUpperCase();
    const values = (equals < 0 ? one : one.slice(equals + 1)).split(',').map((value) => value.replace(/^"|"$/g, ''));
    params.set(key, [...(params.get(key) ?? []), ...values]);
  }
  const value = line.slice(colon + 1);
  return { name: name.replace(/^.*\./, '').trim().toUpperCase(), params, value: decoded(value, params) };
}

/** A colon within quotation marks belongs to a parameter. */
function colonOf(line: string): number {
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ':' && !isQuoted) return at;
  }
  return -1;
}

function decoded(value: string, params: Property['params']): string {
  const how = [...(params.get('ENCODING') ?? []), ...(params.get('TYPE') ?? [])].map((word) => word.toUpperCase());
  if (!how.includes('QUOTED-PRINTABLE')) return value;
  const octets = decodeTransfer(new TextEncoder().encode(value), 'quoted-printable');
  const charset = params.get('CHARSET')?.[0] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(octets);
  } catch {
    return new TextDecoder().decode(octets);
  }
}

/** Components or items parted by `by`, each unescaped. */
function parts(value: string, by: ';' | ','): string[] {
  const found: string[] = [];
  let part = '';
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\' && at + 1 < value.length) {
      const next = value[++at]!;
      part += next === 'n' || next === 'N' ? '\n' : next;
    } else if (value[at] === by) {
      found.push(part);
      part = '';
    } else part += value[at];
  }
  return [...found, part];
}

const whole = (value: string): string => parts(value, ';').join(';').trim();

function cardOf(properties: readonly Property[], at: number): Card {
  const of = (name: string) => properties.filter((one) => one.name === name);
  const [family = '', given = '', middle = ''] = parts(of('N')[0]?.value ?? '', ';');
  const shown = whole(of('FN')[0]?.value ?? '');
  const organisation = parts(of('ORG')[0]?.value ?? '', ';')
    .filter((one) => one.trim() !== '')
    .join(', ');
  const addresses = of('EMAIL').map(({ value, params }) => ({
    address: whole(value).replace(/^mailto:/i, ''),
    label: labelOf(params),
  }));
  const name =
    shown ||
    [given, middle, family]
      .map((one) => one.trim())
      .filter(Boolean)
      .join(' ');
  const kind = (of('KIND')[0] ?? of('X-ADDRESSBOOKSERVER-KIND')[0])?.value.trim().toLowerCase();
  const members = [...of('MEMBER'), ...of('X-ADDRESSBOOKSERVER-MEMBER')].map(({ value }) => value.trim());
  return {
    at,
    uid: bareUid(of('UID')[0]?.value ?? ''),
    ...(kind === 'group' && { members }),
    name: name || organisation || (addresses[0]?.address ?? ''),
    organisation,
    addresses,
    phone: whole(of('TEL')[0]?.value ?? '').replace(/^tel:/i, ''),
    notes: of('NOTE')
      .map(({ value }) => whole(value))
      .join('\n'),
    groups: of('CATEGORIES').flatMap(({ value }) =>
      parts(value, ',')
        .map((one) => one.trim())
        .filter(Boolean),
    ),
  };
}

const NO_LABELS = new Set(['INTERNET', 'PREF', 'QUOTED-PRINTABLE', 'SMTP']);

function labelOf(params: Property['params']): string {
  return (params.get('TYPE') ?? [])
    .filter((type) => !NO_LABELS.has(type.toUpperCase()))
    .join(' ')
    .toLowerCase();
}
