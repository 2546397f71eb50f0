import { z } from 'zod';
import { HOLDER_KINDS, type Holding, type IdentityEvidence, identityEvidence } from '#contract';
import { newId } from '#issuing';
import { type Instant, isoLegalTime } from '#pec';
import type { Card, CardChange, Step } from '#ports';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import type { HolderKind } from './judge-applicant.ts';
import { refuse } from './refusals.ts';
import { canonicalCode, isTaxCode } from './tax-code.ts';

/** Somebody behind an address for a time. Owner: the mailbox. Never removed: who was behind it is asked years later. */
export const HOLDING = 'holding';
/** The same, found by the mark of a tax code. Owner: the mark. */
export const HOLDING_OF = 'holding-of';

export const holdingValue = z.object({
  address: z.string(),
  kind: z.enum(HOLDER_KINDS),
  from: z.number(),
  to: z.number().optional(),
  mark: z.string(),
  /** Name, tax code and evidence. */
  sealed: z.string(),
  /** The key that sealed it was lost: of whom it tells nobody knows any more. */
  isLost: z.literal(true).optional(),
});

export const sealedHolding = z.object({ name: z.string(), taxCode: z.string(), evidence: z.array(identityEvidence) });

export interface NewHolding {
  readonly mailbox: string;
  readonly address: string;
  readonly kind: HolderKind;
  readonly name: string;
  readonly taxCode: string;
  readonly evidence: readonly IdentityEvidence[];
}

type Ports = Pick<EnrolmentPorts, 'store' | 'legalTime' | 'random' | 'personal'>;

/** At most so many followed each other at one address. */
const MOST = 500;

const cardsOf = (mailbox: string, { store }: Pick<Ports, 'store'>) =>
  store.cards({ kind: HOLDING, owner: mailbox, limit: MOST });

/** Ids begin with the instant: the last is the latest. */
async function latest(mailbox: string, ports: Pick<Ports, 'store'>) {
  const card = (await cardsOf(mailbox, ports)).at(-1);
  return card && { card, value: holdingValue.parse(card.value) };
}

/** Somebody begins to hold a mailbox. Throws a Refusal for a tax code that cannot be one. */
export async function beginHolding(given: NewHolding, ports: Ports): Promise<Step> {
  const taxCode = canonicalCode(given.taxCode);
  if (!isTaxCode(taxCode)) throw refuse('tax-code');
  const { personal, legalTime, random } = ports;
  const at = legalTime.now();
  const id = newId(at, random);
  const { mailbox, kind, name, evidence } = given;
  const address = given.address.toLowerCase();
  const mark = personal.mark(taxCode);
  const sealed = personal.seal(JSON.stringify({ name, taxCode, evidence }));
  const value = { address, kind, from: at, mark, sealed };
  return {
    cards: [
      { kind: 'put', card: { kind: HOLDING, id, owner: mailbox, value, at }, was: 0 },
      { kind: 'put', card: { kind: HOLDING_OF, id: `${mark}~${id}`, owner: mark, value: { holding: id }, at }, was: 0 },
    ],
  };
}

/** It ends now; nothing when nobody holds it. */
export async function endHolding(mailbox: string, ports: Pick<Ports, 'store' | 'legalTime'>): Promise<Step> {
  const last = await latest(mailbox, ports);
  if (last === undefined || last.value.to !== undefined) return {};
  const at = ports.legalTime.now();
  const { version, ...card } = last.card;
  const put: CardChange = { kind: 'put', card: { ...card, value: { ...last.value, to: at }, at }, was: version };
  return { cards: [put] };
}

/** Does anybody hold it now? */
export async function isHeld(mailbox: string, ports: Pick<Ports, 'store'>): Promise<boolean> {
  const last = await latest(mailbox, ports);
  return last !== undefined && last.value.to === undefined;
}

/** Whether this tax code is that of who holds, or last held, this mailbox; undefined: nobody ever did, or it was lost who. */
export async function isSameHolder(mailbox: string, taxCode: string, ports: Ports): Promise<boolean | undefined> {
  const last = await latest(mailbox, ports);
  if (last === undefined || last.value.isLost === true) return undefined;
  return ports.personal.marks(canonicalCode(taxCode)).includes(last.value.mark);
}

/** Addresses of the mailboxes that whoever has this tax code holds now, as a person: not those of firms and bodies. */
export async function heldBy(taxCode: string, ports: Ports): Promise<readonly string[]> {
  const cards = await candidates({ taxCode, limit: MOST }, ports);
  const held = cards.map(({ value }) => holdingValue.parse(value));
  return held
    .filter(({ to, kind }) => to === undefined && kind !== 'firm' && kind !== 'public-body')
    .map(({ address }) => address);
}

export async function kindsOf(mailboxes: readonly string[], ports: Ports): Promise<ReadonlyMap<string, HolderKind>> {
  const found = await Promise.all(mailboxes.map((mailbox) => latest(mailbox, ports)));
  return new Map(found.flatMap((one) => (one ? [[one.card.owner, one.value.kind] as const] : [])));
}

export async function evidenceOf(mailbox: string, ports: Ports): Promise<readonly IdentityEvidence[]> {
  const last = await latest(mailbox, ports);
  return last === undefined || last.value.isLost ? [] : unsealed(last.value, ports).evidence;
}

export interface HoldingQuestion {
  readonly address?: string | undefined;
  readonly taxCode?: string | undefined;
  /** Held on this day. */
  readonly at?: { readonly from: Instant; readonly to: Instant } | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Holdings that match, with names, tax codes and evidence: only for who has written down why he looks. */
export async function findHoldings(question: HoldingQuestion, ports: Ports) {
  const { address, taxCode, at, limit, after } = question;
  const cards = await candidates(question, ports);
  const marks = taxCode === undefined ? undefined : ports.personal.marks(canonicalCode(taxCode));
  const matching = cards.filter(({ value }) => {
    const held = holdingValue.parse(value);
    const isThen = at === undefined || (held.from < at.to && (held.to ?? Number.POSITIVE_INFINITY) > at.from);
    const isThere = address === undefined || held.address === address.toLowerCase();
    return isThen && isThere && (marks === undefined || marks.includes(held.mark));
  });
  const items = matching.slice(0, limit).map((card) => toHolding(card, ports));
  const isMore = matching.length > limit || (address === undefined && taxCode === undefined && cards.length > limit);
  const last = matching.length > limit ? matching[limit - 1] : cards.at(-1);
  return { items, ...(isMore && last && last.id !== after && { next: last.id }) };
}

async function candidates(question: HoldingQuestion, { store, personal }: Ports): Promise<readonly Card[]> {
  const { address, taxCode, after, limit } = question;
  const behind = (cards: readonly Card[]) => cards.filter(({ id }) => after === undefined || id > after);
  if (address !== undefined) {
    const mailbox = await store.mailbox(address);
    return mailbox === undefined ? [] : behind(await cardsOf(mailbox.id, { store }));
  }
  if (taxCode !== undefined) {
    const marks = personal.marks(canonicalCode(taxCode));
    const named = await Promise.all(marks.map((owner) => store.cards({ kind: HOLDING_OF, owner, limit: MOST })));
    // While keys change, one may be found by both marks.
    const ids = [...new Set(named.flat().map(({ id }) => id.slice(id.indexOf('~') + 1)))].sort();
    const cards = await Promise.all(ids.map((id) => store.card(HOLDING, id)));
    return behind(cards.filter((card) => card !== undefined));
  }
  return await store.cards({ kind: HOLDING, limit: limit + 1, ...(after !== undefined && { after }) });
}

function unsealed({ sealed }: z.output<typeof holdingValue>, { personal }: Pick<Ports, 'personal'>) {
  const text = personal.open(sealed);
  if (text === undefined) throw new Error('a holding was sealed with another key than the one of the settings');
  return sealedHolding.parse(JSON.parse(text));
}

const LOST = { name: '', taxCode: undefined, evidence: [] };

function toHolding(card: Card, ports: Pick<Ports, 'personal'>): Holding {
  const value = holdingValue.parse(card.value);
  const { name, taxCode, evidence } = value.isLost ? LOST : unsealed(value, ports);
  return {
    address: value.address,
    mailbox: card.owner,
    holder: { kind: value.kind, name, ...(taxCode !== undefined && { taxCode }) },
    ...(value.isLost && { isLost: value.isLost }),
    from: isoLegalTime(value.from),
    ...(value.to !== undefined && { to: isoLegalTime(value.to) }),
    evidence,
  };
}
