import type { Card, CardChange, Step } from '#ports';
import { record } from './activate.ts';
import { ACTIVATION, activationValue } from './activation-card.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { HOLDING, HOLDING_OF, holdingValue, sealedHolding } from './holdings.ts';

type Ports = Pick<EnrolmentPorts, 'store' | 'legalTime' | 'personal'>;

const PAGE = 500;

/** Personal data that are still sealed or marked with an older key. Only counted. */
export async function countOldPersonal(ports: Ports): Promise<number> {
  let count = 0;
  for await (const card of everyOne([ACTIVATION, HOLDING], ports)) if (isOld(card, ports)) count += 1;
  return count;
}

/** Seals and marks them anew with the key in force. Answers how many. */
export async function resealPersonal(ports: Ports): Promise<number> {
  let changed = 0;
  for await (const card of everyOne([ACTIVATION, HOLDING], ports)) {
    if (!isOld(card, ports)) continue;
    const cards = card.kind === HOLDING ? await holdingAnew(card, ports) : requestAnew(card, ports);
    // Whoever changed it meanwhile has sealed it anew himself.
    if (cards !== undefined && (await ports.store.commit({ cards })).done) changed += 1;
  }
  return changed;
}

function isOld({ kind, value }: Card, { personal }: Ports): boolean {
  return personal.isOld((kind === HOLDING ? holdingValue : activationValue).parse(value).sealed);
}

function requestAnew({ version, ...card }: Card, { personal }: Ports): readonly CardChange[] | undefined {
  const value = activationValue.parse(card.value);
  const text = personal.open(value.sealed);
  if (text === undefined) return undefined;
  return [{ kind: 'put', card: { ...card, value: { ...value, sealed: personal.seal(text) } }, was: version }];
}

/** Found by the mark of its tax code: by another one from now on. */
async function holdingAnew(
  held: Card,
  { store, personal, legalTime }: Ports,
): Promise<readonly CardChange[] | undefined> {
  const { version, ...card } = held;
  const value = holdingValue.parse(card.value);
  const text = personal.open(value.sealed);
  if (text === undefined) return undefined;
  const mark = personal.mark(sealedHolding.parse(JSON.parse(text)).taxCode);
  const put: CardChange = {
    kind: 'put',
    card: { ...card, value: { ...value, mark, sealed: personal.seal(text) } },
    was: version,
  };
  if (mark === value.mark) return [put];
  const named = await store.card(HOLDING_OF, `${value.mark}~${card.id}`);
  const at = legalTime.now();
  return [
    put,
    ...(named ? [{ kind: 'remove', card: { kind: HOLDING_OF, id: named.id } } as const] : []),
    { kind: 'put', card: { kind: HOLDING_OF, id: `${mark}~${card.id}`, owner: mark, value: { holding: card.id }, at } },
  ];
}

export interface LostPersonal {
  /** Requests for mailboxes: those who made them begin anew. */
  readonly requests: number;
  /** Who holds these mailboxes is to be written down anew, with evidence. */
  readonly holdings: number;
}

/**
 * After the key was lost: requests that nobody can read are removed, holdings stay and end as lost. Address, days and kind of holder still
 * stand there; name, tax code and evidence do not. Can be called again.
 */
export async function forgetLostPersonal(ports: Ports): Promise<LostPersonal> {
  let [requests, holdings] = [0, 0];
  for await (const { version, ...card } of everyOne([ACTIVATION, HOLDING], ports)) {
    const isRequest = card.kind === ACTIVATION;
    const { sealed } = (isRequest ? activationValue : holdingValue).parse(card.value);
    if (ports.personal.open(sealed) !== undefined) continue;
    const step = isRequest ? withoutRequest(card.id, version, ports) : asLost({ version, ...card }, ports);
    if (step === undefined || !(await ports.store.commit(step)).done) continue;
    if (isRequest) requests += 1;
    else holdings += 1;
  }
  return { requests, holdings };
}

function withoutRequest(id: string, was: number, ports: Ports): Step {
  return {
    cards: [{ kind: 'remove', card: { kind: ACTIVATION, id }, was }],
    log: [record('attivazione-persa', id, 'chiave degli accessi perduta', ports)],
  };
}

function asLost({ version, ...card }: Card, { legalTime }: Ports): Step | undefined {
  const value = holdingValue.parse(card.value);
  if (value.isLost === true) return undefined;
  const at = legalTime.now();
  return {
    cards: [
      { kind: 'put', card: { ...card, value: { ...value, to: value.to ?? at, isLost: true }, at }, was: version },
    ],
  };
}

async function* everyOne(kinds: readonly string[], { store }: Pick<Ports, 'store'>): AsyncGenerator<Card> {
  for (const kind of kinds)
    for (let after: string | undefined; ; ) {
      const page = await store.cards({ kind, ...(after !== undefined && { after }), limit: PAGE });
      yield* page;
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
    }
}
