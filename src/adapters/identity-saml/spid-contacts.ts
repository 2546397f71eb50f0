import { canonical } from './canonical-xml.ts';

/** Whom a federation writes to, as the technical rules of SPID want it said (AgID, avviso 29 v3). */
export type FederationContact = {
  readonly email: string;
  /** `+39061234567`. */
  readonly phone: string;
} & (
  | { /** A public body: its code in the IPA. */ readonly ipaCode: string }
  | {
      /** Anybody else: `IT12345678901`. */
      readonly vatNumber: string;
      readonly fiscalCode: string;
      /** To whom providers of identities send their invoices: private bodies pay for each person identified. */
      readonly billing?: BillingContact | undefined;
    }
);

export interface BillingContact {
  readonly email: string;
  readonly street: string;
  readonly number?: string | undefined;
  readonly postalCode: string;
  readonly municipality: string;
  /** `RM`; absent outside Italy. */
  readonly province?: string | undefined;
  /** `IT`. */
  readonly country: string;
}

const SPID = 'https://spid.gov.it/saml-extensions';
const INVOICES = 'https://spid.gov.it/invoicing-extensions';

/** The contacts of a service in its metadata, as elements: who answers for it, and who pays. */
export function contactPersons(company: string, contact: FederationContact): readonly string[] {
  const spid = (name: string, text = '') => canonical(`spid:${name}`, { 'xmlns:spid': SPID }, text);
  if ('ipaCode' in contact)
    return [person('other', company, contact, [spid('IPACode', contact.ipaCode), spid('Public')])];
  const { vatNumber, fiscalCode, billing } = contact;
  const who = [spid('VATNumber', vatNumber), spid('FiscalCode', fiscalCode), spid('Private')];
  const payer = billing && person('billing', company, billing, [customer(company, vatNumber, billing)]);
  return [person('other', company, contact, who), ...(payer === undefined ? [] : [payer])];
}

function person(
  contactType: string,
  company: string,
  { email, phone }: { readonly email: string; readonly phone?: string },
  extensions: readonly string[],
): string {
  return canonical('md:ContactPerson', { contactType }, [
    canonical('md:Extensions', {}, extensions),
    canonical('md:Company', {}, company),
    canonical('md:EmailAddress', {}, email),
    ...(phone === undefined ? [] : [canonical('md:TelephoneNumber', {}, phone)]),
  ]);
}

/** As electronic invoices name a customer (FatturaPA 1.4, CessionarioCommittente). */
function customer(company: string, vatNumber: string, place: BillingContact): string {
  const fpa = (name: string, content: string | readonly string[]) => canonical(`fpa:${name}`, {}, content);
  const optional = (name: string, text: string | undefined) => (text === undefined ? [] : [fpa(name, text)]);
  return canonical('fpa:CessionarioCommittente', { 'xmlns:fpa': INVOICES }, [
    fpa('DatiAnagrafici', [
      fpa('IdFiscaleIVA', [fpa('IdPaese', vatNumber.slice(0, 2)), fpa('IdCodice', vatNumber.slice(2))]),
      fpa('Anagrafica', [fpa('Denominazione', company)]),
    ]),
    fpa('Sede', [
      fpa('Indirizzo', place.street),
      ...optional('NumeroCivico', place.number),
      fpa('CAP', place.postalCode),
      fpa('Comune', place.municipality),
      ...optional('Provincia', place.province),
      fpa('Nazione', place.country),
    ]),
  ]);
}
