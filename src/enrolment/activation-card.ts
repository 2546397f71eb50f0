import { hash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type ACTIVATION_STATES, type Activation, applicant, identityEvidence } from '#contract';
import { isoLegalTime } from '#pec';
import type { Card, CardChange, Step } from '#ports';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { refuse } from './refusals.ts';

/** Somebody's way to a mailbox. */
export const ACTIVATION = 'activation';

const DAY_MS = 86_400_000;
/** Whoever has not finished by then begins anew; what he said of himself is deleted. */
export const UNFINISHED_MS = 30 * DAY_MS;

/** What somebody said of himself, and what proves it: sealed. */
const sealedValue = z.object({ applicant, evidence: z.array(identityEvidence) });
type Sealed = z.output<typeof sealedValue>;

export const activationValue = z.object({
  /** Absent while it goes on: the steps tell. */
  ended: z.enum(['active', 'refused', 'withdrawn']).optional(),
  sealed: z.string(),
  isIdentified: z.boolean(),
  termsVersion: z.string().optional(),
  termsAt: z.number().optional(),
  address: z.string().optional(),
  reason: z.string().optional(),
  begunAt: z.number(),
  /** SHA-256 of the key with which he goes on. */
  key: z.string(),
});
type Value = z.output<typeof activationValue>;

/** A request, opened. */
export interface Request extends Omit<Value, 'sealed'>, Sealed {
  readonly id: string;
  /** 0: not kept yet. */
  readonly version: number;
}

type Ports = Pick<EnrolmentPorts, 'store' | 'personal' | 'legalTime'>;

/** Throws not-found; with `key` also for any other than its own. */
export async function readRequest(
  id: string,
  ports: Ports,
  key?: { readonly given: string | undefined },
): Promise<Request> {
  const card = await ports.store.card(ACTIVATION, id);
  if (card === undefined) throw refuse('not-found');
  const request = toRequest(card, ports);
  if (key !== undefined && !isKey(request, key.given ?? '')) throw refuse('not-found');
  return request;
}

function isKey({ key }: Request, given: string): boolean {
  return timingSafeEqual(Buffer.from(key, 'hex'), Buffer.from(keyDigest(given), 'hex'));
}

export const keyDigest = (key: string): string => hash('sha256', key);

export function toRequest({ id, version, value }: Card, { personal }: Pick<Ports, 'personal'>): Request {
  const { sealed, ...rest } = activationValue.parse(value);
  const text = personal.open(sealed);
  if (text === undefined) throw new Error('a request was sealed with another key than the one of the settings');
  return { ...rest, ...sealedValue.parse(JSON.parse(text)), id, version };
}

/** What keeps it, if nobody changed it meanwhile. */
export function putRequest(request: Request, { personal, legalTime }: Ports): CardChange {
  const { id, version, applicant: who, evidence, ...rest } = request;
  const value = { ...rest, sealed: personal.seal(JSON.stringify({ applicant: who, evidence })) };
  const due = request.ended === undefined ? { dueAt: request.begunAt + UNFINISHED_MS } : {};
  const card = { kind: ACTIVATION, id, owner: '', value, at: legalTime.now(), ...due };
  return { kind: 'put', card, was: version };
}

/** Keeps it with whatever else the step holds. Throws a Refusal when somebody was quicker. */
export async function keepRequest(request: Request, step: Step, ports: Ports): Promise<void> {
  const cards = [...(step.cards ?? []), putRequest(request, ports)];
  const result = await ports.store.commit({ ...step, cards });
  if (!result.done) throw refuse('busy');
}

export function stateOf({ ended, address, termsVersion, isIdentified }: Request): (typeof ACTIVATION_STATES)[number] {
  if (ended !== undefined) return ended;
  if (address !== undefined) return 'address-chosen';
  if (termsVersion !== undefined) return 'terms-accepted';
  return isIdentified ? 'identified' : 'begun';
}

export function viewRequest(request: Request): Activation {
  const { id, applicant: who, evidence, termsVersion, address, reason, begunAt } = request;
  return {
    ...{ id, state: stateOf(request), applicant: who, evidence, begunAt: isoLegalTime(begunAt) },
    ...(termsVersion !== undefined && { termsVersion }),
    ...(address !== undefined && { address }),
    ...(reason !== undefined && { reason }),
  };
}
