import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { child, signedRedirect, textOf } from '#adapters/identity-saml';
import { readXml, type XmlElement } from '#xml';
import { refusalPage, sessionsPage } from './identity-page.ts';
import type { TestIdentity } from './identity-server.ts';
import { logoutAnswer, logoutOrder, providerMetadata, type SamlIssuer } from './saml-compose.ts';
import { type JudgedRequest, judgeRequest } from './saml-judge-request.ts';
import { composeOutcome } from './saml-outcomes.ts';
import { samlChoicePage, samlPostPage } from './saml-page.ts';
import { type RelyingParty, readParty } from './saml-relying-party.ts';
import { isQuerySignedBy, isSignedBy } from './saml-signatures.ts';

export interface SamlOfficeOptions extends SamlIssuer {
  /** Where it is reached: `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly people: readonly TestIdentity[];
  readonly parties: readonly RelyingParty[];
}

/** One request of a browser, read already. */
export interface SamlCall {
  readonly method: string;
  readonly path: string;
  /** As it was sent, without `?`. */
  readonly query: string;
  readonly form: URLSearchParams;
}

export type SamlAnswer =
  | { readonly page: string; readonly status: number; readonly nonce?: string }
  | { readonly location: string }
  | { readonly xml: string };

interface Pending {
  readonly party: RelyingParty;
  readonly request: JudgedRequest;
  readonly relayState: string;
}

interface OpenSession {
  readonly party: RelyingParty;
  readonly consumerUrl: string;
  readonly nameId: string;
  readonly sessionIndex: string;
  readonly name: string;
}

/** What a request or an order is refused for, in one sentence for who tries a service. */
class Refused extends Error {}

const VALID_MS = 300_000;
const MAX_MESSAGE = 60_000;
const MOST_KEPT = 1_000;
const CANCELLED = '25';
const TOO_WEAK = '20';

const newId = () => `_${randomBytes(20).toString('hex')}`;
const iso = (ms = 0) => new Date(Date.now() + ms).toISOString();

/**
 * The identity provider of the test country over SAML 2.0, as SPID has it. It judges the services that come to it: their metadata, the
 * signature and every field of their requests; who comes chooses who he is, and how it ends. It authenticates nobody.
 */
export class SamlOffice {
  readonly #options: SamlOfficeOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #sessions = new Map<string, OpenSession>();
  readonly #seen = new Set<string>();

  constructor(options: SamlOfficeOptions) {
    this.#options = options;
  }

  async answer(call: SamlCall): Promise<SamlAnswer> {
    try {
      return await this.#route(call);
    } catch (fault) {
      return { page: refusalPage(`Il servizio chiede in modo sbagliato. ${(fault as Error).message}.`), status: 400 };
    }
  }

  async #route(call: SamlCall): Promise<SamlAnswer> {
    const { people, origin } = this.#options;
    switch (`${call.method} ${call.path}`) {
      case 'GET /saml/metadata': {
        const attributes = people[0] === undefined ? [] : Object.keys(attributesOf(people[0]));
        const urls = { ssoUrl: `${origin}/saml/sso`, sloUrl: `${origin}/saml/slo`, attributes };
        return { xml: providerMetadata(this.#options, urls) };
      }
      case 'GET /saml/sso':
      case 'POST /saml/sso':
        return await this.#takeRequest(call);
      case 'POST /saml/scelta':
        return this.#choose(call.form);
      case 'GET /saml/slo':
        return await this.#signOut(call);
      case 'GET /saml/sessioni': {
        const open = [...this.#sessions.values()];
        const rows = open.map(({ sessionIndex, name, consumerUrl }) => ({
          id: sessionIndex,
          name,
          service: new URL(consumerUrl).origin,
        }));
        const how = { title: 'Sessioni aperte (SPID di prova)', action: '/saml/esci' };
        return { page: sessionsPage(rows, how), status: 200 };
      }
      case 'POST /saml/esci':
        return await this.#end(call.form.get('session') ?? '');
      default:
        return { page: refusalPage('Questa pagina non esiste.'), status: 404 };
    }
  }

  async #takeRequest(call: SamlCall): Promise<SamlAnswer> {
    const { party, root } = this.#read(call, 'SAMLRequest');
    if (!root.name.endsWith(':AuthnRequest')) throw new Refused('Non è una AuthnRequest');
    const metadata = await readParty(party);
    const request = judgeRequest(root, {
      ssoUrl: `${this.#options.origin}/saml/sso`,
      party: metadata,
      now: Date.now(),
    });
    if (typeof request === 'string') throw new Refused(request);
    if (this.#seen.has(request.id)) throw new Refused('Questa richiesta è già stata usata');
    remember(this.#seen, request.id);
    const ticket = newId();
    const relayState = (call.method === 'GET' ? new URLSearchParams(call.query) : call.form).get('RelayState') ?? '';
    remember(this.#pending, ticket, { party, request, relayState });
    // Without TLS a browser brings its cookies with a form only from the same host: from here on under the name the service has.
    const { protocol, port } = new URL(this.#options.origin);
    const action = `${protocol}//${new URL(request.consumerUrl).hostname}:${port}/saml/scelta`;
    return { page: samlChoicePage(this.#options.people, { action, ticket, level: request.level }), status: 200 };
  }

  #choose(form: URLSearchParams): SamlAnswer {
    const ticket = form.get('ticket') ?? '';
    const pending = this.#pending.get(ticket);
    this.#pending.delete(ticket);
    if (pending === undefined) throw new Refused('Questa richiesta non c’è più');
    const { party, request, relayState } = pending;
    const person = this.#options.people.find(({ subject }) => subject === form.get('person'));
    const isTooWeak = (person?.level ?? 2) < request.level;
    const outcome = person === undefined ? CANCELLED : isTooWeak ? TOO_WEAK : (form.get('outcome') ?? '');
    const told = Object.entries(person === undefined ? {} : attributesOf(person));
    const session = { nameId: newId(), sessionIndex: newId() };
    const xml = composeOutcome(
      this.#options,
      {
        ...{ ...session, id: newId(), assertionId: newId(), requestId: request.id, consumerUrl: request.consumerUrl },
        ...{ recipient: request.consumerUrl, audience: party.entityId, issuedAt: iso(), until: iso(VALID_MS) },
        // Who has more shows it: the level asked for is the least.
        level: Math.max(request.level, person?.level ?? 2),
        attributes: told.filter(([name]) => request.attributes.includes(name)),
      },
      outcome,
    );
    if (outcome === '')
      remember(this.#sessions, session.sessionIndex, {
        ...{ ...session, party, consumerUrl: request.consumerUrl },
        name: `${person?.givenName} ${person?.familyName}`,
      });
    const nonce = randomBytes(16).toString('base64url');
    const response = Buffer.from(xml).toString('base64');
    return {
      page: samlPostPage({ consumerUrl: request.consumerUrl, response, relayState, nonce }),
      status: 200,
      nonce,
    };
  }

  /** A service asks that a session end, or answers that it has ended one. */
  async #signOut(call: SamlCall): Promise<SamlAnswer> {
    if (/^SAMLResponse=/.test(call.query)) {
      const { root } = this.#read(call, 'SAMLResponse');
      const code = child(child(root, 'Status'), 'StatusCode')?.attributes.get('Value') ?? '';
      const told = code.endsWith(':Success')
        ? 'La sessione è chiusa, anche nel servizio.'
        : 'Il servizio non aveva questa sessione.';
      return { page: refusalPage(told, 'Uscita'), status: 200 };
    }
    const { party, root, relayState } = this.#read(call, 'SAMLRequest');
    if (root.attributes.get('Destination') !== `${this.#options.origin}/saml/slo`)
      throw new Refused('Destination: non è questa');
    const open = this.#sessions.get(textOf(child(root, 'SessionIndex')));
    const isHis = open?.party === party && open.nameId === textOf(child(root, 'NameID'));
    if (isHis) this.#sessions.delete(open.sessionIndex);
    const destination = await this.#logoutUrl(party, open?.consumerUrl);
    const head = { id: newId(), issuedAt: iso(), destination };
    const answer = logoutAnswer(this.#options, head, root.attributes.get('ID') ?? '', isHis);
    return { location: signedRedirect(destination, 'SAMLResponse', answer, this.#options.key, relayState) };
  }

  /** The person ends it here. */
  async #end(sessionIndex: string): Promise<SamlAnswer> {
    const open = this.#sessions.get(sessionIndex);
    if (open === undefined) throw new Refused('Questa sessione non c’è più');
    this.#sessions.delete(sessionIndex);
    const destination = await this.#logoutUrl(open.party, open.consumerUrl);
    const order = logoutOrder(this.#options, { id: newId(), issuedAt: iso(), destination }, open);
    return { location: signedRedirect(destination, 'SAMLRequest', order, this.#options.key) };
  }

  /** Where the service takes messages of single logout, under the name by which the session began. */
  async #logoutUrl(party: RelyingParty, consumerUrl: string | undefined): Promise<string> {
    const { logoutUrls } = await readParty(party);
    const same = logoutUrls.find((url) => new URL(url).origin === (consumerUrl && new URL(consumerUrl).origin));
    const url = same ?? logoutUrls[0];
    if (url === undefined) throw new Refused('SingleLogoutService: manca nei metadata');
    return url;
  }

  /** The message of a registered service, signed by its key: in the query (HTTP-Redirect), or in itself (HTTP-POST). */
  #read({ method, query, form }: SamlCall, field: 'SAMLRequest' | 'SAMLResponse') {
    const fields = method === 'GET' ? new URLSearchParams(query) : form;
    const octets = Buffer.from(fields.get(field) ?? '', 'base64');
    const text = (method === 'GET' ? inflateRawSync(octets, { maxOutputLength: MAX_MESSAGE }) : octets).toString(
      'utf8',
    );
    const { root } = readXml(new TextEncoder().encode(text));
    const party = this.#partyOf(root);
    const isSigned =
      method === 'GET' ? isQuerySignedBy(query, party.certificate) : isSignedBy(text, root, party.certificate);
    if (!isSigned) throw new Refused('La firma non vale');
    return { party, root, relayState: fields.get('RelayState') ?? '' };
  }

  #partyOf(root: XmlElement): RelyingParty {
    const name = textOf(child(root, 'Issuer'));
    const party = this.#options.parties.find(({ entityId }) => entityId === name);
    if (party === undefined) throw new Refused('Chi chiede non è conosciuto qui');
    return party;
  }
}

/** As SPID names them. */
function attributesOf({ givenName, familyName, taxCode }: TestIdentity): Readonly<Record<string, string>> {
  return { name: givenName, familyName, fiscalNumber: `TINIT-${taxCode}`, dateOfBirth: bornOn(taxCode) };
}

/** The day of birth as the code writes it: two digits of the year, a letter for the month, women's days from 41. */
function bornOn(taxCode: string): string {
  const year = Number(taxCode.slice(6, 8));
  const month = 'ABCDEHLMPRST'.indexOf(taxCode[8]!) + 1;
  const day = Number(taxCode.slice(9, 11)) % 40;
  const century = year > new Date().getFullYear() % 100 ? 1_900 : 2_000;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${century + year}-${two(month)}-${two(day)}`;
}

/** The oldest goes when there are too many: nobody fills the memory of a sandbox. */
function remember(kept: Set<string>, key: string): void;
function remember<V>(kept: Map<string, V>, key: string, value: V): void;
function remember(kept: Set<string> | Map<string, unknown>, key: string, value?: unknown): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  if (kept instanceof Set) kept.add(key);
  else kept.set(key, value);
}
