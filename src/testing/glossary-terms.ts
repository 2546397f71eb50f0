/** A word of the field, as the law and providers use it, and what it is called in this code. */
export interface FieldTerm {
  readonly italian: string;
  readonly english: string;
  readonly meaning: string;
  readonly source: string;
}

const TERMS = `
avviso di mancata consegna | non-delivery notice | M8, M9, M10, M14: not delivered, and why | RFC 6109 3.3.3
avviso di non accettazione | non-acceptance notice | M2, M3: the access point refused to certify | RFC 6109 3.1.2
avviso di rilevazione virus | virus-detection notice | M7: the receiving provider tells the sender's of a virus | RFC 6109 3.2.3
busta di anomalia | anomaly envelope | M6: wraps ordinary mail that comes in; certifies nothing | RFC 6109 3.2.2
busta di trasporto | transport envelope | M4: wraps the original and certifies who sent it, and when | RFC 6109 3.1.5
CAD | CAD | Codice dell’amministrazione digitale, the law of public digital services | D.Lgs. 82/2005
casella di PEC | PEC mailbox | a mailbox inside a PEC domain, assigned to a holder | RFC 6109 1.2.3
casella di servizio | service mailbox | where a provider takes M5 and M7 of the others | RFC 6109 2.2.5
dati di certificazione | certification data | daticert.xml: what is certified, for programs | RFC 6109 4.4
domicilio digitale | digital domicile | the address at which a person can be legally reached | CAD art. 1
dominio di PEC | PEC domain | a DNS domain dedicated to PEC mailboxes | RFC 6109 1.2.3
fascicolo | case file | the documents of one proceeding, together | DPR 445/2000 art. 52
gestore | provider | runs the three points for its domains, and holds the signing key | RFC 6109 1.2.3
giornale, log dei messaggi | message log | every event of every message, kept 30 months | RFC 6109 2.3
indice dei gestori | provider index | the directory of providers, their domains and certificates | RFC 6109 4.5
messaggio originale | original | the message as the holder sent it | RFC 6109 1.2.3
posta ordinaria | ordinary mail | all mail that is not PEC | RFC 6109 2.2.1
protocollo informatico | register | where a public body numbers what comes in and goes out | DPR 445/2000 art. 53
punto di accesso | access point | takes what holders submit; certifies or refuses it | RFC 6109 2.2.1
punto di consegna | delivery point | puts messages into mailboxes; issues delivery receipts | RFC 6109 2.2.3
punto di ricezione | incoming point | takes what other servers send; verifies and classifies it | RFC 6109 2.2.2
ricevuta di accettazione | acceptance receipt | M1: certified and on its way | RFC 6109 3.1.4
ricevuta di avvenuta consegna | delivery receipt | M11 completa, M12 breve, M13 sintetica: it is in the mailbox | RFC 6109 3.3.2
ricevuta di presa in carico | take-charge receipt | M5: from provider to provider | RFC 6109 3.2.1
segnatura | segnatura | the mark of registration that travels with a document | DPR 445/2000 art. 55
titolare | holder | the person or body a mailbox is assigned to | RFC 6109 1.2.3
titolario | filing plan | the classes a public body files its documents under | DPR 445/2000 art. 50
`;

export const FIELD_TERMS: readonly FieldTerm[] = TERMS.trim()
  .split('\n')
  .map((line) => {
    const [italian = '', english = '', meaning = '', source = ''] = line.split(' | ');
    return { italian, english, meaning, source };
  });
