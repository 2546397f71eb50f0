import type { ACTIVATION_STATES, Activation } from '#contract';
import { dayEnd, dayStart } from '#evidence';
import { forget } from './activate.ts';
import { ACTIVATION, toRequest, viewRequest } from './activation-card.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';

const PAGE = 200;
/** Requests looked through for one page of a state. */
const LOOKED_AT = 2_000;
const BATCH = 100;

export interface ActivationFilter {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly state?: (typeof ACTIVATION_STATES)[number] | undefined;
  /** Only those that wait for the desk: going on, and nobody has identified them. */
  readonly identity?: 'missing' | undefined;
  readonly kind?: Activation['applicant']['kind'] | undefined;
  /** Days, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly text?: string | undefined;
  /** Tax codes are shown by their last signs only. */
  readonly isMasked: boolean;
}

/** Requests, oldest first. */
export async function listActivations(filter: ActivationFilter, ports: EnrolmentPorts) {
  const { limit, after, isMasked } = filter;
  const items: Activation[] = [];
  let last = after;
  for (let looked = 0; looked < LOOKED_AT; ) {
    const page = await ports.store.cards({ kind: ACTIVATION, limit: PAGE, ...(last !== undefined && { after: last }) });
    for (const card of page) {
      const request = toRequest(card, ports);
      last = card.id;
      const activation = viewRequest(request);
      if (isWanted(activation, filter)) items.push(masked(activation, isMasked));
      if (items.length === limit) return { items, next: last };
    }
    looked += page.length;
    if (page.length < PAGE) return { items };
  }
  return { items, ...(last !== undefined && { next: last }) };
}

const ENDED: readonly Activation['state'][] = ['active', 'refused', 'withdrawn'];

function isWanted(activation: Activation, wanted: ActivationFilter): boolean {
  const { state, evidence, applicant } = activation;
  if (wanted.identity === 'missing' && (evidence.length > 0 || ENDED.includes(state))) return false;
  const begun = Date.parse(activation.begunAt);
  if (wanted.from !== undefined && begun < dayStart(wanted.from)) return false;
  if (wanted.to !== undefined && begun >= dayEnd(wanted.to)) return false;
  if (wanted.kind !== undefined && wanted.kind !== applicant.kind) return false;
  return (wanted.state === undefined || wanted.state === state) && isFound(activation, wanted);
}

/** Of a tax code that is shown by its last signs only nobody shall find out the rest. */
function isFound({ id, address = '', applicant }: Activation, { text = '', isMasked }: ActivationFilter): boolean {
  const { givenName = '', familyName = '', organisationName = '', contactAddress, taxCode } = applicant;
  const fields = [
    `${givenName} ${familyName}`,
    `${familyName} ${givenName}`,
    organisationName,
    contactAddress,
    address,
  ];
  const sought = plain(text);
  if (fields.some((field) => plain(field).includes(sought))) return true;
  if (!isMasked && plain(taxCode) === sought) return true;
  const code = sought.replace('-', '');
  return code.length >= SHORTEST_CODE && plain(id).endsWith(code);
}

/** Of the code that is told at the desk: the end of the id. */
const SHORTEST_CODE = 4;

/** Without accents, in small letters, one space between words. */
const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

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
