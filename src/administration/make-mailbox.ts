import { Refusal } from '#contract';
import { joinSteps, newId } from '#issuing';
import type { Act } from '#message-log';
import { domainOf, isAddress } from '#mime';
import { isoLegalTime } from '#pec';
import type { Mailbox, Step } from '#ports';
import { type Actor, commitAct } from './act.ts';
import type { AdministrationPorts, HolderKind } from './administration-ports.ts';
import { organisationValue } from './cards.ts';
import { readMailbox } from './find-mailboxes.ts';
import { letterOut, welcomeWords } from './letters.ts';
import { officeCard } from './offices.ts';
import { refuseOverQuota } from './organisation-quota.ts';
import { organisationCard } from './organisations.ts';

type Ports = AdministrationPorts;

export interface NewMailbox {
  readonly address: string;
  readonly holder: string;
  readonly taxCode?: string | undefined;
  readonly holderKind: HolderKind;
  readonly organisation?: string | undefined;
  readonly office?: string | undefined;
  readonly quotaBytes?: number | undefined;
  readonly contactAddress: string;
}

/** A mailbox of an organisation, with a link for its first password, which also goes to the contact address. */
export async function addMailbox(by: Actor, given: NewMailbox, ports: Ports) {
  const { step, act, link, mailbox } = await planMailbox(by, given, ports);
  await refuseOverQuota(mailbox.organisation, mailbox.quotaBytes, ports);
  await commitAct(step, act, by, ports);
  return { ...(await readMailbox(by, mailbox.id, ports)), firstLogin: link };
}

/** All that it takes, nothing of it done yet. Throws a Refusal that names what is wrong. */
export async function planMailbox(
  by: Actor,
  given: NewMailbox,
  ports: Ports,
): Promise<{ readonly step: Step; readonly act: Act; readonly link: string; readonly mailbox: Mailbox }> {
  const at = ports.legalTime.now();
  const address = given.address.toLowerCase();
  const organisation = await organisationOf(by, address, given, ports);
  if (given.office !== undefined) await officeCard(organisation, given.office, ports);
  await refuseTaken(address, ports);
  refuseOtherKind(given);
  const mailbox: Mailbox = {
    id: newId(at, ports.random),
    address,
    holder: given.holder,
    kind: 'user',
    status: 'active',
    quotaBytes: given.quotaBytes ?? ports.newMailbox.quotaBytes,
    ordinaryMail: { kind: ports.newMailbox.ordinaryMail },
    organisation,
    ...(given.office !== undefined && { office: given.office }),
  };
  const holding = await ports.holders.begin({
    mailbox: mailbox.id,
    address,
    kind: given.holderKind,
    name: given.holder,
    taxCode: given.taxCode ?? (await taxCodeOf(by, organisation, ports)),
    evidence: [{ how: 'organisation', organisation, by: by.login, at: isoLegalTime(at) }],
  });
  const first = await ports.signIn.makeFirstLogin(address);
  const letter = letterOut(
    given.contactAddress,
    welcomeWords(address, first.link, isoLegalTime(first.until).slice(0, 16).replace('T', ' ')),
    at,
    ports,
  );
  const step = joinSteps({ accounts: [{ kind: 'put-mailbox', mailbox }] }, holding, first.step, letter);
  const act = { act: 'casella-nuova', on: address, detail: `titolare: ${given.holder}`, organisation };
  return { step, act, link: first.link, mailbox };
}

/** Whose it will be: the one whose domain it is, or the one named. Without evidence of somebody nothing is opened. */
async function organisationOf(by: Actor, address: string, given: NewMailbox, ports: Ports): Promise<string> {
  if (!isAddress(address)) throw invalidAddress();
  const domain = (await ports.store.domains()).find(({ name }) => name === domainOf(address));
  const isHis = by.organisation === undefined || domain?.organisation === by.organisation;
  if (domain === undefined || !isHis) throw invalidAddress();
  const organisation = domain.organisation ?? given.organisation;
  if (organisation === undefined)
    throw new Refusal('invalid', 'evidence-missing', {
      it: 'Chi non appartiene a un’organizzazione attiva la propria casella da sé, con prova della sua identità.',
      en: 'Whoever belongs to no organisation activates his mailbox himself, with evidence of his identity.',
      de: 'Wer zu keiner Organisation gehört, aktiviert sein Postfach selbst, mit Identitätsnachweis.',
    });
  if (given.organisation !== undefined && given.organisation !== organisation) throw invalidAddress();
  await organisationCard(by, organisation, ports);
  return organisation;
}

const invalidAddress = () =>
  new Refusal('invalid', 'address-not-ours', {
    it: 'L’indirizzo non è in un dominio PEC di questa organizzazione.',
    en: 'The address is in no PEC domain of this organisation.',
    de: 'Die Adresse liegt in keiner PEC-Domain dieser Organisation.',
  });

/** An address that is, or was, somebody's is never given anew; the login of a user cannot be an address too. */
export async function refuseTaken(address: string, { store, holders }: Ports): Promise<void> {
  const [mailbox, user] = await Promise.all([store.mailbox(address), store.user(address)]);
  const isFree = mailbox === undefined && user === undefined && !holders.isReserved(address);
  if (!isFree)
    throw new Refusal('conflict', 'address-taken', {
      it: `${address} non è libero: è, è stato di qualcuno, o è riservato.`,
      en: `${address} is not free: it is or was somebody's, or is reserved.`,
      de: `${address} ist nicht frei: vergeben, früher vergeben oder reserviert.`,
    });
}

/** A body has a number for its tax code; letters are a person's, who would stand among the holders as a body. */
function refuseOtherKind({ holderKind, taxCode }: NewMailbox): void {
  if (holderKind === 'public-body' && taxCode !== undefined && /[A-Z]/i.test(taxCode))
    throw new Refusal('invalid', 'tax-code-of-a-person', {
      it: 'È il codice fiscale di una persona: il titolare non può essere un ente pubblico.',
      en: 'This is a person’s tax code: the holder cannot be a public body.',
      de: 'Das ist die Steuernummer einer Person: Inhaberin kann keine öffentliche Körperschaft sein.',
    });
}

async function taxCodeOf(by: Actor, organisation: string, ports: Ports): Promise<string> {
  const { value } = await organisationCard(by, organisation, ports);
  const { taxCode } = organisationValue.parse(value);
  if (taxCode !== undefined) return taxCode;
  throw new Refusal('invalid', 'tax-code-missing', {
    it: 'Manca il codice fiscale, del titolare o dell’organizzazione.',
    en: 'The tax code is missing, of the holder or of the organisation.',
    de: 'Die Steuernummer fehlt, des Inhabers oder der Organisation.',
  });
}
