import { domainOf, isAddress } from '#mime';
import { wire } from '#pec';
import type { CardChange, Domain, Mailbox } from '#ports';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { isSameHolder } from './holdings.ts';

/** A shape that is taken: whoever looks like it is refused. Id: shape@domain. */
export const SHAPE = 'address-shape';

/** Nobody's, whoever asks: the postmaster's (RFC 5321 4.5.1), the provider's (RFC 6109 2.2.5), and those that machines use. */
const RESERVED = new Set([
  ...['postmaster', 'abuse', 'hostmaster', 'mailer-daemon', 'noreply', 'no-reply', 'root'],
  ...[wire.SERVICE_LOCAL_PART, wire.SERVICE_LOCAL_PART.replace('-', '')],
]);

/** What people take for an authority (RFC 2142): an organisation may give it, nobody may take it. */
const CLAIMING = new Set([
  ...['admin', 'administrator', 'amministratore', 'amministrazione', 'webmaster', 'pec', 'gestore', 'assistenza'],
  ...['supporto', 'support', 'security', 'sicurezza', 'privacy', 'dpo', 'info', 'help', 'aiuto', 'fatture', 'test'],
  ...['comune', 'protocollo', 'polizia', 'carabinieri', 'tribunale', 'ministero', 'agenzia-entrate', 'inps', 'inail'],
]);

const LOCAL_PART = /^[a-z0-9](?:[a-z0-9._-]{1,62}[a-z0-9])$/;

/** May people choose it? What old mail programs cannot write, and what nobody can dictate, is left out. */
export function isChoosable(address: string): boolean {
  const local = localPart(address);
  const isPlain = isAddress(address) && LOCAL_PART.test(local) && !/[._-]{2}/.test(local);
  return isPlain && !isReserved(address) && !CLAIMING.has(hyphened(address));
}

export const isReserved = (address: string): boolean => RESERVED.has(hyphened(address));

/** A name that is nobody's to take: what is near it would be taken for it. */
function isOfficial(local: string): boolean {
  const name = hyphened(`${local}@`);
  return RESERVED.has(name) || CLAIMING.has(name);
}

const hyphened = (address: string) => localPart(address).replace(/[._]/g, '-');

const localPart = (address: string) => address.slice(0, address.lastIndexOf('@')).toLowerCase();

/**
 * What an address looks like: separators left out, signs that are taken for each other made one. `mario.rossi`, `mario-rossi` and
 * `mari0rossi` are one shape, so that nobody can pass for his neighbour.
 */
export function shapeOf(address: string): string {
  const local = localPart(address)
    .replace(/[._-]/g, '')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/cl/g, 'd')
    .replace(/[1i]/g, 'l')
    .replace(/0/g, 'o')
    .replace(/5/g, 's');
  return `${local}@${domainOf(address)}`;
}

/** Takes the shape for this address; of two who choose at the same time one fails. An organisation may give what looks alike. */
export function takeShape(address: string, at: number, isGiven = false): CardChange {
  const card = { kind: SHAPE, id: shapeOf(address), owner: '', value: { address }, at };
  return { kind: 'put', card, ...(!isGiven && { was: 0 }) };
}

export type Freedom =
  | { readonly isFree: true /** It was his before. */; readonly was?: Mailbox }
  | {
      readonly isFree: false;
      readonly why: 'not-choosable' | 'taken' | 'other-holder' | 'look-alike' | 'no-such-domain';
    };

type Ports = Pick<EnrolmentPorts, 'store' | 'personal' | 'legalTime' | 'random'>;

/** Domains in which people may activate mailboxes. */
export async function openDomains({ store }: Pick<Ports, 'store'>): Promise<readonly Domain[]> {
  return (await store.domains()).filter(({ enrolment }) => enrolment === 'open');
}

/** Whether somebody with this tax code may have this address. One that was another's never is. */
export async function freedomOf(address: string, taxCode: string, ports: Ports): Promise<Freedom> {
  const domains = await openDomains(ports);
  if (!domains.some(({ name }) => name === domainOf(address))) return { isFree: false, why: 'no-such-domain' };
  const [mailbox, user, shape] = await Promise.all([
    ports.store.mailbox(address),
    ports.store.user(address),
    ports.store.card(SHAPE, shapeOf(address)),
  ]);
  if (mailbox !== undefined) {
    const isHis = mailbox.status === 'revoked' && (await isSameHolder(mailbox.id, taxCode, ports)) === true;
    if (isHis) return { isFree: true, was: mailbox };
    return { isFree: false, why: mailbox.status === 'revoked' ? 'other-holder' : 'taken' };
  }
  if (!isChoosable(address)) return { isFree: false, why: 'not-choosable' };
  if (user !== undefined) return { isFree: false, why: 'taken' };
  return shape === undefined ? { isFree: true } : { isFree: false, why: 'look-alike' };
}

/** Names that somebody would like, the likeliest first. */
export function proposals(
  name: {
    readonly givenName?: string | undefined;
    readonly familyName?: string | undefined;
    readonly organisationName?: string | undefined;
  },
  wish: string | undefined,
): readonly string[] {
  const plain = (text = '') =>
    text
      .normalize('NFD')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .replace(/ß/g, 'ss')
      .replace(/[^a-z0-9]+/g, '.')
      .replace(/^\.|\.$/g, '');
  const given = plain(name.givenName);
  const family = plain(name.familyName);
  const firm = plain(name.organisationName).slice(0, 40).replace(/\.$/, '');
  const base =
    firm !== ''
      ? [firm, firm.replaceAll('.', '-')]
      : [`${given}.${family}`, `${family}.${given}`, `${given[0] ?? ''}.${family}`];
  const wished = wish === undefined ? [] : [wish.split('@')[0]!.split('-').map(plain).filter(Boolean).join('-')];
  const first = base[0] ?? '';
  const all = [
    ...wished,
    ...base,
    ...wished.filter((one) => one !== '' && !isOfficial(one)).map((one) => `${one}2`),
    `${first}2`,
    `${first}3`,
    `${first}.pec`,
  ];
  return [...new Set(all)].filter((local) => LOCAL_PART.test(local));
}
