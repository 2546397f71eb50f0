import type { ACTIVATION_STATES, Activation } from '#contract';
import { forget } from './activate.ts';
import { ACTIVATION, stateOf, toRequest, viewRequest } from './activation-card.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';

const PAGE = 200;
/** Requests looked through for one page of a state. */
const LOOKED_AT = 2_000;
const BATCH = 100;

export interface ActivationFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly state?: (typeof ACTIVATION_STATES)[number] | undefined;
  /** Tax codes are shown by their last signs only. */
  readonly isMasked: boolean;
}

/** Requests, oldest first. */
export async function listActivations({ limit, after, state, isMasked }: ActivationFilter, ports: EnrolmentPorts) {
  const items: Activation[] = [];
  let last = after;
  for (let looked = 0; looked < LOOKED_AT; ) {
    const page = await ports.store.cards({ kind: ACTIVATION, limit: PAGE, ...(last !== undefined && { after: last }) });
    for (const card of page) {
      const request = toRequest(card, ports);
      last = card.id;
      if (state === undefined || stateOf(request) === state) items.push(masked(viewRequest(request), isMasked));
      if (items.length === limit) return { items, next: last };
    }
    looked += page.length;
    if (page.length < PAGE) return { items };
  }
  return { items, ...(last !== undefined && { next: last }) };
}

function masked(activation: Activation, isMasked: boolean): Activation {
  if (!isMasked) return activation;
  const { applicant } = activation;
  const taxCode = applicant.taxCode.slice(-4).padStart(applicant.taxCode.length, '*');
  return { ...activation, applicant: { ...applicant, taxCode } };
}

/** Deletes what was not finished in time. Answers how many; call again until it answers 0. */
export async function forgetUnfinished(ports: Pick<EnrolmentPorts, 'store' | 'legalTime'>): Promise<number> {
  const due = await ports.store.dueCards([ACTIVATION], ports.legalTime.now(), BATCH);
  for (const { id, version } of due) await forget(id, version, 'attivazione-scaduta', ports);
  return due.length;
}
