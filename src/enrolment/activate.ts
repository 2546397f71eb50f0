import { type Activation, type Applicant, HOLDER_KINDS } from '#contract';
import { romeDay } from '#evidence';
import { joinSteps, newId } from '#issuing';
import { actRecord } from '#message-log';
import { domainOf } from '#mime';
import type { LogRecord, Mailbox } from '#ports';
import { keepRequest, keyDigest, type Request, readRequest, UNFINISHED_MS, viewRequest } from './activation-card.ts';
import { freedomOf, openDomains, proposals, takeShape } from './addresses.ts';
import type { EnrolmentPorts } from './enrolment-ports.ts';
import { beginHolding } from './holdings.ts';
import { judgeApplicant, MINIMUM_AGE, NEEDS } from './judge-applicant.ts';
import { activeWords, begunWords, letterTo } from './letters.ts';
import { invalid, refuse } from './refusals.ts';

type Ports = EnrolmentPorts;
/** What the applicant goes on with. */
interface Going {
  readonly id: string;
  readonly key: string | undefined;
}

/** Who may ask for a mailbox here, in which domains, under which terms. */
export async function readOffer({ isOpen, terms, store }: Ports) {
  const domains = isOpen ? (await openDomains({ store })).map(({ name }) => name) : [];
  return {
    isOpen: isOpen && domains.length > 0,
    kinds: HOLDER_KINDS.map((kind) => ({
      kind,
      needs: ['taxCode', 'contactAddress', 'postalAddress', ...NEEDS[kind]],
    })),
    domains,
    terms,
    minimumAge: MINIMUM_AGE,
  };
}

/** Begins: what can be judged of what he says is judged now. The key is shown once, and sent to his contact address. */
export async function beginActivation(applicant: Applicant, ports: Ports): Promise<Activation> {
  if (!(await readOffer(ports)).isOpen) throw refuse('closed');
  const at = ports.legalTime.now();
  const faults = await judgeApplicant(applicant, at, ports);
  if (faults.length > 0) throw invalid(faults);
  const key = Buffer.from(ports.random.bytes(32)).toString('base64url');
  const id = newId(at, ports.random);
  const request: Request = {
    ...{ id, version: 0, applicant, evidence: [], isIdentified: false, begunAt: at, key: keyDigest(key) },
  };
  const link = new URL(`/attivazione/${id}`, ports.publicUrl());
  link.hash = key;
  const words = begunWords(applicant.language, link.href, romeDay(at + UNFINISHED_MS));
  const step = joinSteps(letterTo(applicant.contactAddress, words, at, ports), {
    log: [record('attivazione-chiesta', id, `tipo: ${applicant.kind}`, ports)],
  });
  await keepRequest(request, step, ports);
  return { ...viewRequest(request), key };
}

export async function readActivation({ id, key }: Going, ports: Ports): Promise<Activation> {
  return viewRequest(await readRequest(id, ports, { given: key }));
}

/** Only the terms in force can be accepted; which, and when, is kept. */
export async function acceptTerms({ id, key }: Going, version: string, ports: Ports): Promise<Activation> {
  const request = await going(id, key, ports);
  if (version !== ports.terms.version) throw refuse('other-terms');
  const at = ports.legalTime.now();
  return await keep({ ...request, termsVersion: version, termsAt: at }, 'attivazione-condizioni', version, ports);
}

/** Addresses he might like, and whether he may have them. */
export async function proposeAddresses(
  { id, key }: Going,
  { wish, domain }: { readonly wish?: string | undefined; readonly domain?: string | undefined },
  ports: Ports,
) {
  const { applicant } = await going(id, key, ports);
  const domains = (await openDomains(ports)).map(({ name }) => name);
  const wanted = domain === undefined ? domains : domains.filter((name) => name === domain.toLowerCase());
  const addresses = wanted
    .flatMap((name) => proposals(applicant, wish).map((local) => `${local}@${name}`))
    .slice(0, 24);
  return await Promise.all(
    addresses.map(async (address) => {
      const freedom = await freedomOf(address, applicant.taxCode, ports);
      return { address, isFree: freedom.isFree, ...(!freedom.isFree && { why: freedom.why }) };
    }),
  );
}

export async function chooseAddress({ id, key }: Going, given: string, ports: Ports): Promise<Activation> {
  const request = await going(id, key, ports);
  const address = given.toLowerCase();
  const freedom = await freedomOf(address, request.applicant.taxCode, ports);
  if (!freedom.isFree) throw refuse(freedom.why === 'other-holder' ? 'other-tax-code' : 'address-not-free');
  return await keep({ ...request, address }, 'attivazione-indirizzo', address, ports);
}

/**
 * He chooses his password, and the mailbox is there: with evidence of who he is, the terms in force and an address, and not otherwise. The
 * mailbox, the holding, the log and the letter are one commit.
 */
export async function finishActivation({ id, key }: Going, password: string, ports: Ports): Promise<Activation> {
  const request = await going(id, key, ports);
  const { address, termsVersion, applicant, evidence } = request;
  if (evidence.length === 0) throw refuse('not-identified');
  if (termsVersion !== ports.terms.version) throw refuse('terms-needed');
  if (address === undefined) throw refuse('address-needed');
  const freedom = await freedomOf(address, applicant.taxCode, ports);
  if (!freedom.isFree) throw refuse('address-not-free');
  ports.judgePassword(address, password);
  const at = ports.legalTime.now();
  const passwordHash = await ports.hashPassword(password);
  const mailbox = freedom.was ?? (await newMailbox(address, ports));
  const held = { mailbox: mailbox.id, address, kind: applicant.kind, name: nameOf(applicant) };
  const holding = await beginHolding({ ...held, taxCode: applicant.taxCode, evidence }, ports);
  const opened: Mailbox = { ...mailbox, holder: nameOf(applicant), status: 'active', passwordHash };
  const words = activeWords(applicant.language, address, new URL('/', ports.publicUrl()).href);
  const step = joinSteps(
    { accounts: [{ kind: 'put-mailbox', mailbox: opened }] },
    freedom.was === undefined ? { cards: [takeShape(address, at)] } : {},
    holding,
    letterTo(applicant.contactAddress, words, at, ports),
    { log: [activated(opened, `condizioni ${termsVersion}; richiesta ${id}`, ports)] },
  );
  const done: Request = { ...request, ended: 'active' };
  await keepRequest(done, step, ports);
  return viewRequest(done);
}

/** He does not want it any more: what he said of himself is deleted. */
export async function withdrawActivation({ id, key }: Going, ports: Ports): Promise<void> {
  const { version } = await going(id, key, ports);
  await forget(id, version, 'attivazione-ritirata', ports);
}

/** Removes a request that came to nothing, with all it holds. */
export async function forget(
  id: string,
  version: number,
  act: string,
  ports: Pick<Ports, 'store' | 'legalTime'>,
): Promise<void> {
  const result = await ports.store.commit({
    cards: [{ kind: 'remove', card: { kind: 'activation', id }, was: version }],
    log: [record(act, id, '', ports)],
  });
  if (!result.done) throw refuse('busy');
}

/** The applicant's own request, not ended. */
async function going(id: string, key: string | undefined, ports: Ports): Promise<Request> {
  const request = await readRequest(id, ports, { given: key });
  if (request.ended !== undefined) throw refuse('over');
  return request;
}

async function keep(request: Request, act: string, detail: string, ports: Ports): Promise<Activation> {
  await keepRequest(request, { log: [record(act, request.id, detail, ports)] }, ports);
  return viewRequest({ ...request, version: request.version + 1 });
}

async function newMailbox(
  address: string,
  { store, legalTime, random, newMailbox: defaults }: Ports,
): Promise<Mailbox> {
  const domain = (await store.domains()).find(({ name }) => name === domainOf(address));
  return {
    id: newId(legalTime.now(), random),
    address,
    holder: '',
    kind: 'user',
    status: 'active',
    quotaBytes: defaults.quotaBytes,
    ordinaryMail: { kind: defaults.ordinaryMail },
    ...(domain?.organisation !== undefined && { organisation: domain.organisation }),
  };
}

/** As the mailbox is known: a firm or body by its own name. */
export function nameOf({ organisationName, givenName, familyName }: Applicant): string {
  return organisationName ?? [givenName, familyName].filter((word) => word !== undefined).join(' ');
}

/** Never a tax code, never the name of somebody who got no mailbox. */
export function record(
  act: string,
  on: string,
  detail: string,
  { legalTime }: Pick<Ports, 'legalTime'>,
  by = 'attivazione',
): LogRecord {
  return actRecord({ act, on, detail }, by, legalTime.now());
}

function activated({ address, holder, organisation }: Mailbox, detail: string, { legalTime }: Ports): LogRecord {
  const of = organisation === undefined ? {} : { organisation };
  const act = { act: 'casella-attivata', on: address, detail: `titolare: ${holder}; ${detail}`, ...of };
  return actRecord(act, 'attivazione', legalTime.now());
}
