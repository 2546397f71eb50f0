import type { SamlIssuer } from './saml-compose.ts';
import { anomalyResponse, type ResponseTerms, successResponse } from './saml-compose.ts';

/** What a person can let go wrong there, by its number (SPID regole tecniche, table of anomalies). */
export const ANOMALIES: Readonly<Record<string, string>> = {
  '19': 'credenziali sbagliate più volte',
  '20': 'credenziali di livello insufficiente',
  '21': 'tempo scaduto',
  '22': 'consenso negato',
  '23': 'identità sospesa, revocata o bloccata',
  '25': 'annullato dalla persona',
};

const HOUR_MS = 3_600_000;
const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

type Change = (terms: ResponseTerms) => Partial<ResponseTerms>;
/** Signed rightly and said wrongly: what a service must not believe all the same. */
const UNTRUE: Readonly<Record<string, Change>> = {
  'senza firma sulla risposta': () => ({ isUnsigned: 'response' }),
  'senza firma sull’asserzione': () => ({ isUnsigned: 'assertion' }),
  'scaduta da un’ora': ({ until }) => ({ until: later(until, -HOUR_MS) }),
  'per un altro servizio': () => ({ audience: 'https://altro.example' }),
  'per un altro indirizzo': () => ({ recipient: 'https://altro.example/back' }),
  'di un’altra richiesta': () => ({ requestId: '_altra' }),
};

/** What comes of somebody else's hand between here and there. */
const TAMPERED: Readonly<Record<string, (xml: string) => string>> = {
  'cambiata per strada': (xml) => xml.replace(/(<saml:AttributeValue>TINIT-)[A-Z]/, '$1X'),
  'con un’asserzione falsa accanto': (xml) =>
    xml.replace(/<saml:Assertion.*<\/saml:Assertion>/s, (one) => forged(one) + one),
  'con l’asserzione vera dentro una falsa': (xml) =>
    xml.replace(/<saml:Assertion.*<\/saml:Assertion>/s, (one) =>
      forged(one).replace('</saml:Assertion>', `${one}</saml:Assertion>`),
    ),
  'con un DTD': (xml) => `<!DOCTYPE r [<!ENTITY a "b">]>${xml}`,
  enorme: (xml) => xml.replace('</samlp:Response>', `<!--${'x'.repeat(300_000)}--></samlp:Response>`),
};

const forged = (assertion: string) =>
  assertion
    .replace(/ ID="[^"]+"/, ' ID="_falsa"')
    .replace(/(<saml:AttributeValue>TINIT-)[A-Z]/, '$1X')
    .replace(/<ds:Signature.*?<\/ds:Signature>/s, '');

export const DEFECTS: readonly string[] = [...Object.keys(UNTRUE), ...Object.keys(TAMPERED)];

/** The response, as whoever chose on the page wants it: number of an anomaly, a defect, or anything else for a good one. */
export function composeOutcome(issuer: SamlIssuer, terms: ResponseTerms, outcome: string): string {
  if (outcome in ANOMALIES) return anomalyResponse(issuer, terms, Number(outcome));
  const xml = successResponse(issuer, { ...terms, ...UNTRUE[outcome]?.(terms) });
  return TAMPERED[outcome]?.(xml) ?? xml;
}
