import type { Activation, IdentityEvidence } from '#contract';
import { romeDay } from '#evidence';
import { isoLegalTime } from '#pec';
import { record } from './activate.ts';
import { keepRequest, type Request, readRequest, viewRequest } from './activation-card.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { letterTo, refusedWords } from './letters.ts';
import { refuse } from './refusals.ts';
import { canonicalCode } from './tax-code.ts';

type Ports = EnrolmentPorts;
type InPerson = Extract<IdentityEvidence, { how: 'in-person' }>;

/** An operator saw him and his document. */
export async function recordInPerson(
  id: string,
  operator: string,
  document: InPerson['document'],
  ports: Ports,
): Promise<Activation> {
  const request = await open(id, ports);
  const at = ports.legalTime.now();
  if (document.until < romeDay(at)) throw refuse('document-expired');
  const evidence: InPerson = { how: 'in-person', operator, document, at: isoLegalTime(at) };
  return await add(request, evidence, operator, ports);
}

/** What an identity provider says of somebody who came from an activation. */
export interface DigitalIdentity {
  readonly provider: string;
  /** As it is told: `https://www.spid.gov.it/SpidL2`, or a number. */
  readonly level: string;
  /** As he is known there. */
  readonly subject: string;
  /** `TINIT-RSSMRA80A01H501U`, or the code alone. */
  readonly fiscalNumber: string;
}

/** He proved who he is; only for the person of whom the request is. */
export async function recordDigitalIdentity(id: string, identity: DigitalIdentity, ports: Ports): Promise<Activation> {
  const request = await open(id, ports);
  const { provider, level, subject, fiscalNumber } = identity;
  if (levelOf(level) < 2) throw refuse('weak-identity');
  const code = canonicalCode(fiscalNumber.replace(/^TINIT-/i, ''));
  const { kind, taxCode } = request.applicant;
  // Of a firm or a body the one who asks has a code of his own: an operator judges whether he may act for it.
  if (kind === 'firm' || kind === 'public-body') throw refuse('not-identified');
  if (code !== canonicalCode(taxCode)) throw refuse('other-person');
  const at = isoLegalTime(ports.legalTime.now());
  return await add(request, { how: 'digital-identity', provider, level, subject, at }, `identità ${provider}`, ports);
}

function levelOf(level: string): number {
  return Number(/([1-3])$/.exec(level)?.[1] ?? 0);
}

/** Refused, and why; he is told. */
export async function refuseActivation(id: string, by: string, reason: string, ports: Ports): Promise<Activation> {
  const request = await open(id, ports);
  const { applicant } = request;
  const refused: Request = { ...request, ended: 'refused', reason };
  const at = ports.legalTime.now();
  const letter = letterTo(applicant.contactAddress, refusedWords(applicant.language, reason), at, ports);
  await keepRequest(refused, { ...letter, log: [record('attivazione-rifiutata', id, reason, ports, by)] }, ports);
  return viewRequest(refused);
}

async function open(id: string, ports: Ports): Promise<Request> {
  const request = await readRequest(id, ports);
  if (request.ended !== undefined) throw refuse('over');
  return request;
}

async function add(request: Request, evidence: IdentityEvidence, by: string, ports: Ports): Promise<Activation> {
  const next: Request = { ...request, isIdentified: true, evidence: [...request.evidence, evidence] };
  await keepRequest(next, { log: [record('attivazione-identificato', request.id, evidence.how, ports, by)] }, ports);
  return viewRequest(next);
}
