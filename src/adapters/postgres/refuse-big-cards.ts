import type { Step } from '#ports';

const MOST_OCTETS = 512 * 1024;

/** Why a step cannot be asked for: a card of it is bigger than cards may be (`Card.value`). */
export function bigCardFault({ cards = [] }: Step): RangeError | undefined {
  for (const change of cards) {
    if (change.kind === 'remove') continue;
    const octets = Buffer.byteLength(JSON.stringify(change.card.value ?? null));
    const { kind, id } = change.card;
    if (octets > MOST_OCTETS) return new RangeError(`card ${kind} ${id} has ${octets} octets of JSON`);
  }
  return undefined;
}
