import { romeDay } from '#evidence';
import { joinSteps } from '#issuing';
import type { Step } from '#ports';
import { SHAPE, shapeOf, takeShape } from './addresses.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { beginHolding, isHeld, isSameHolder, type NewHolding } from './holdings.ts';
import { refuse } from './refusals.ts';

type Ports = Pick<EnrolmentPorts, 'store' | 'legalTime' | 'random' | 'personal'>;

/**
 * Writes down who holds a mailbox that was made without saying so: from now on, never for the time before, and only with evidence of who he
 * is. Throws a Refusal when somebody holds it already, or when it was somebody else's. Of two at the same time the second step fails.
 */
export async function attachHolder(given: NewHolding, ports: Ports): Promise<Step> {
  const { mailbox, address, taxCode, evidence } = given;
  const at = ports.legalTime.now();
  if (evidence.length === 0) throw refuse('not-identified');
  const isExpired = evidence.some((one) => one.how === 'in-person' && one.document.until < romeDay(at));
  if (isExpired) throw refuse('document-expired');
  if (await isHeld(mailbox, ports)) throw refuse('held');
  if ((await isSameHolder(mailbox, taxCode, ports)) === false) throw refuse('other-tax-code');
  const shape = await ports.store.card(SHAPE, shapeOf(address));
  const taken = { ...takeShape(address, at, true), was: shape?.version ?? 0 };
  return joinSteps(await beginHolding(given, ports), { cards: [taken] });
}
