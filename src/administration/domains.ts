import { type AdminDomain, type Policy, Refusal } from '#contract';
import type { Domain, MailboxTotal } from '#ports';
import { type Actor, commitAct, notFound } from './act.ts';
import type { AdministrationPorts } from './administration-ports.ts';
import { organisationCard } from './organisations.ts';
import { policyOfDomain, readOrdinaryMail, readUse } from './policies.ts';
import { toldDifferences } from './told-differences.ts';

type Ports = AdministrationPorts;

export async function listDomains(by: Actor, { store }: Ports): Promise<AdminDomain[]> {
  const [domains, totals] = await Promise.all([store.domains(), store.mailboxTotals()]);
  return domains
    .filter(({ organisation }) => by.organisation === undefined || organisation === by.organisation)
    .map((domain) => toDomain(domain, totals));
}

/** A domain of which we hold the mailboxes from now on; the duty of our record publishes it. Of another provider's there is none. */
export async function addDomain(
  by: Actor,
  { name, organisation }: { readonly name: string; readonly organisation: string | null },
  ports: Ports,
): Promise<AdminDomain> {
  const isThere = (await ports.store.domains()).some((one) => one.name === name);
  if (isThere || ports.accounts.isOwnDomain(name)) throw domainTaken(name);
  if (ports.isCertifiedDomain(name)) throw domainOfOther(name);
  if (organisation !== null) await organisationCard(by, organisation, ports);
  const domain: Domain = { name, ...(organisation !== null && { organisation }) };
  await commitAct(
    { accounts: [{ kind: 'put-domain', domain }] },
    { act: 'dominio-nuovo', on: name, ...(organisation !== null && { organisation }) },
    by,
    ports,
  );
  await ports.accounts.refresh();
  return toDomain(domain, []);
}

const domainTaken = (name: string) =>
  new Refusal('conflict', 'domain-taken', {
    it: `${name} è già di questo gestore.`,
    en: `${name} is this provider’s already.`,
    de: `${name} gehört bereits diesem Anbieter.`,
  });

const domainOfOther = (name: string) =>
  new Refusal('conflict', 'domain-of-other', {
    it: `Nell’indice ${name} è di un altro gestore: va prima tolto da lì.`,
    en: `In the index ${name} is another provider’s: it has to go from there first.`,
    de: `Im Verzeichnis gehört ${name} einem anderen Anbieter: dort muss es zuerst entfernt werden.`,
  });

/** Whose it is, and what its mailboxes may and do; in force within a second in every process. */
export async function changeDomain(
  by: Actor,
  name: string,
  given: { readonly organisation: string | null; readonly policy: Policy },
  ports: Ports,
): Promise<AdminDomain> {
  const before = (await ports.store.domains()).find((domain) => domain.name === name);
  if (before === undefined) throw notFound();
  if (given.organisation !== null) await organisationCard(by, given.organisation, ports);
  const ordinaryMail = readOrdinaryMail(given.policy.ordinaryMail, ports);
  const policy = readUse(given.policy);
  const allowOnly = given.policy.closedChannel?.allowOnly.map(readAdmitted);
  const domain: Domain = {
    name,
    ...(allowOnly && { closedChannel: { allowOnly: [...new Set(allowOnly)] } }),
    ...(ordinaryMail && { ordinaryMail }),
    ...(policy && { policy }),
    ...(given.policy.enrolment && { enrolment: given.policy.enrolment }),
    ...(given.organisation !== null && { organisation: given.organisation }),
  };
  await commitAct(
    { accounts: [{ kind: 'put-domain', domain }] },
    {
      act: 'dominio-cambiato',
      on: name,
      detail: toldDifferences(before, domain),
      ...(domain.organisation !== undefined && { organisation: domain.organisation }),
    },
    by,
    ports,
  );
  await ports.accounts.refresh();
  return toDomain(domain, await ports.store.mailboxTotals());
}

const ADMITTED = /^(?:[^\s@<>"]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** A domain, or a whole address. */
function readAdmitted(text: string): string {
  const admitted = text.trim().toLowerCase();
  if (admitted === 'ipa' || ADMITTED.test(admitted)) return admitted;
  throw new Refusal('invalid', 'not-admitted', {
    it: `${admitted.slice(0, 100)}: si ammettono domini, indirizzi interi, o «ipa».`,
    en: `${admitted.slice(0, 100)}: domains, whole addresses, or "ipa" can be admitted.`,
    de: `${admitted.slice(0, 100)}: zugelassen werden Domains, ganze Adressen oder «ipa».`,
  });
}

function toDomain(domain: Domain, totals: readonly MailboxTotal[]): AdminDomain {
  const { name, organisation } = domain;
  const mailboxes = totals
    .filter((total) => total.domain === name && total.kind === 'user' && total.status !== 'revoked')
    .reduce((sum, total) => sum + total.mailboxes, 0);
  return { name, ...(organisation !== undefined && { organisation }), mailboxes, policy: policyOfDomain(domain) };
}
