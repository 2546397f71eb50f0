import { type ContentLine, contentLines, valueParts } from './content-lines.ts';

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

/** Reads vCards of versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350); what they hold besides is left out. Linear in the text. */
export function readVcards(text: string): ForeignContact[] {
  const found: Card[] = [];
  let open: ContentLine[] | undefined;
  let begins = 0;
  for (const property of contentLines(text)) {
    if (property.name === 'BEGIN' && property.value.trim().toUpperCase() === 'VCARD') {
      open = [];
      begins = property.at;
    } else if (property.name === 'END' && open) {
      found.push(cardOf(open, begins));
      open = undefined;
    } else open?.push(property);
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

const whole = (value: string): string => valueParts(value, ';').join(';').trim();

function cardOf(properties: readonly ContentLine[], at: number): Card {
  const of = (name: string) => properties.filter((one) => one.name === name);
  const [family = '', given = '', middle = ''] = valueParts(of('N')[0]?.value ?? '', ';');
  const shown = whole(of('FN')[0]?.value ?? '');
  const organisation = valueParts(of('ORG')[0]?.value ?? '', ';')
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
      valueParts(value, ',')
        .map((one) => one.trim())
        .filter(Boolean),
    ),
  };
}

const NO_LABELS = new Set(['INTERNET', 'PREF', 'QUOTED-PRINTABLE', 'SMTP']);

function labelOf(params: ContentLine['params']): string {
  return (params.get('TYPE') ?? [])
    .filter((type) => !NO_LABELS.has(type.toUpperCase()))
    .join(' ')
    .toLowerCase();
}
