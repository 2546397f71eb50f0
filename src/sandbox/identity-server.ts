import { generateKeyPairSync, hash, randomBytes, sign, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { identityPage, refusalPage, sessionsPage } from './identity-page.ts';
import { SamlOffice, type SamlOfficeOptions } from './saml-office.ts';

/** Somebody invented, whom the test identity provider vouches for. */
export interface TestIdentity {
  readonly subject: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly taxCode: string;
  /** What is special, for who chooses him on the page. */
  readonly note?: string;
  /** 1 to 3; absent: 2. */
  readonly level?: number;
}

export interface IdentityClient {
  readonly id: string;
  readonly secret: string;
  /** Whole addresses: nothing else is ever gone back to. */
  readonly redirectUris: readonly string[];
  /** Where it is gone back to after signing out. */
  readonly logoutUris: readonly string[];
  /** Where it is told that a session is over (back-channel logout); absent: nowhere. */
  readonly endedUri?: string;
}

export interface IdentityServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** As it stands in tokens; by default the address listened on. */
  readonly issuer?: string;
  readonly people: readonly TestIdentity[];
  readonly clients: readonly IdentityClient[];
  /** Of its other tongue, SAML; absent: it speaks OpenID Connect alone. */
  readonly saml?: Pick<SamlOfficeOptions, 'entityId' | 'key' | 'certificate' | 'parties'>;
}

export interface IdentityServer {
  readonly issuer: string;
  readonly server: Server;
}

const CODE_MS = 60_000;
const TOKEN_S = 300;
/** A request of SAML in a form is some thousand octets. */
const MAX_BODY = 60_000;
const KEY_ID = 'prova';
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MOST_SESSIONS = 1_000;
export const FISCAL_NUMBER_CLAIM = 'https://attributes.eid.gov.it/fiscal_number';
const levelName = (level: number) => `https://www.spid.gov.it/SpidL${level}`;

interface Granted {
  readonly client: IdentityClient;
  readonly person: TestIdentity;
  readonly request: URLSearchParams;
  readonly until: number;
}

/** Somebody who came in with this identity somewhere. */
interface OpenSession {
  readonly client: IdentityClient;
  readonly person: TestIdentity;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The identity provider of the test country: OpenID Connect with code and PKCE (Core 3.1), where whoever comes chooses who he is. It
 * authenticates nobody, and says so on its page.
 */
export async function openIdentityServer(options: IdentityServerOptions): Promise<IdentityServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.listen.port, options.listen.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.listen.port;
  const issuer = options.issuer ?? `http://${options.listen.host}:${port}`;
  const office = new IdentityOffice(issuer, options);
  const saml = options.saml && new SamlOffice({ ...options.saml, origin: issuer, people: options.people });
  server.on('request', (request, response) => {
    const isSaml = request.url?.startsWith('/saml/') === true;
    const answered = isSaml && saml !== undefined ? samlAnswer(saml, request) : office.answer(request);
    answered.then(
      ({ status, headers, body }) => response.writeHead(status, { ...headers, 'cache-control': 'no-store' }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  return { issuer, server };
}

class IdentityOffice {
  readonly #issuer: string;
  readonly #people: readonly TestIdentity[];
  readonly #clients: readonly IdentityClient[];
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #granted = new Map<string, Granted>();
  readonly #sessions = new Map<string, OpenSession>();

  constructor(issuer: string, { people, clients }: IdentityServerOptions) {
    this.#issuer = issuer;
    this.#people = people;
    this.#clients = clients;
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', this.#issuer);
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json(200, discovery(this.#issuer));
      case 'GET /jwks.json': {
        const key = this.#keys.publicKey.export({ format: 'jwk' });
        return json(200, { keys: [{ ...key, kid: KEY_ID, alg: 'RS256', use: 'sig' }] });
      }
      case 'GET /authorize':
        return this.#authorize(url.searchParams);
      case 'POST /authorize':
        return this.#choose(new URLSearchParams(await bodyOf(request)));
      case 'GET /logout':
        return this.#leave(url.searchParams);
      case 'GET /sessioni':
        return html(200, sessionsPage(this.#open(), { title: 'Sessioni aperte (CIE di prova)', action: '/esci' }));
      case 'POST /esci':
        return await this.#end(new URLSearchParams(await bodyOf(request)).get('session') ?? '');
      case 'POST /token':
        return this.#token(request.headers.authorization, new URLSearchParams(await bodyOf(request)));
      default:
        return html(404, refusalPage('Questa pagina non esiste.'));
    }
  }

  /** What is wrong with the client or its address is told here, and never carried elsewhere (RFC 6749 4.1.2.1). */
  #clientOf(asked: URLSearchParams): IdentityClient | undefined {
    const client = this.#clients.find(({ id }) => id === asked.get('client_id'));
    return client?.redirectUris.includes(asked.get('redirect_uri') ?? '') ? client : undefined;
  }

  #authorize(asked: URLSearchParams): Answer {
    if (this.#clientOf(asked) === undefined) return html(400, refusalPage('Chi chiede non è conosciuto qui.'));
    const isSound =
      asked.get('response_type') === 'code' &&
      (asked.get('scope') ?? '').split(' ').includes('openid') &&
      asked.get('code_challenge_method') === 'S256' &&
      (asked.get('code_challenge') ?? '') !== '';
    return isSound
      ? html(200, identityPage(this.#people, asked))
      : goBack(asked, { error: 'invalid_request', iss: this.#issuer });
  }

  #open() {
    return [...this.#sessions].map(([id, { client, person }]) => {
      return { id, name: `${person.givenName} ${person.familyName}`, service: client.id };
    });
  }

  /** The person ends it here: the service is told, without a browser (Back-Channel Logout 1.0). */
  async #end(sid: string): Promise<Answer> {
    const open = this.#sessions.get(sid);
    this.#sessions.delete(sid);
    const { client, person } = open ?? {};
    if (client?.endedUri === undefined || person === undefined)
      return html(400, refusalPage('Questa sessione non c’è più.'));
    const now = Math.floor(Date.now() / 1_000);
    const named = { iss: this.#issuer, sub: person.subject, aud: client.id, sid };
    const what = { iat: now, exp: now + TOKEN_S, jti: randomBytes(16).toString('base64url') };
    const order = this.#signed({ ...named, ...what, events: { [LOGOUT_EVENT]: {} } }, 'logout+jwt');
    const { status } = await fetch(client.endedUri, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: order }),
      redirect: 'error',
    });
    const told = status < 300 ? 'La sessione è chiusa, anche nel servizio.' : `Il servizio ha risposto ${status}.`;
    return html(200, refusalPage(told, 'Uscita'));
  }

  #signed(claims: object, typ: string): string {
    const head = `${encoded({ alg: 'RS256', typ, kid: KEY_ID })}.${encoded(claims)}`;
    return `${head}.${sign('sha256', Buffer.from(head), this.#keys.privateKey).toString('base64url')}`;
  }

  /** Ends the session that the hint names, and goes back (RP-Initiated Logout 1.0). */
  #leave(asked: URLSearchParams): Answer {
    const back = asked.get('post_logout_redirect_uri') ?? '';
    const client = this.#clients.find(({ id }) => id === asked.get('client_id'));
    if (!client?.logoutUris.includes(back)) return html(400, refusalPage('Chi chiede non è conosciuto qui.'));
    this.#sessions.delete(sidIn(asked.get('id_token_hint') ?? ''));
    const url = new URL(back);
    url.searchParams.set('state', asked.get('state') ?? '');
    return { status: 303, headers: { location: url.href }, body: '' };
  }

  #choose(form: URLSearchParams): Answer {
    const request = new URLSearchParams(form.get('request') ?? '');
    const client = this.#clientOf(request);
    if (client === undefined) return html(400, refusalPage('Chi chiede non è conosciuto qui.'));
    const person = this.#people.find(({ subject }) => subject === form.get('person'));
    if (person === undefined) return goBack(request, { error: 'access_denied', iss: this.#issuer });
    const code = randomBytes(24).toString('base64url');
    this.#granted.set(code, { client, person, request, until: Date.now() + CODE_MS });
    return goBack(request, { code, iss: this.#issuer });
  }

  #token(authorization: string | undefined, form: URLSearchParams): Answer {
    const grant = this.#granted.get(form.get('code') ?? '');
    this.#granted.delete(form.get('code') ?? '');
    const client = authenticated(authorization, this.#clients);
    if (client === undefined) return json(401, { error: 'invalid_client' });
    const challenge = hash('sha256', form.get('code_verifier') ?? '', 'base64url');
    const isGood =
      grant !== undefined &&
      grant.client === client &&
      grant.until > Date.now() &&
      form.get('redirect_uri') === grant.request.get('redirect_uri') &&
      challenge === grant.request.get('code_challenge');
    if (!isGood) return json(400, { error: 'invalid_grant' });
    const sid = randomBytes(16).toString('base64url');
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    this.#sessions.set(sid, { client, person: grant.person });
    const idToken = this.#signed({ ...claimsOf(grant, this.#issuer), sid }, 'JWT');
    const opaque = randomBytes(24).toString('base64url');
    return json(200, { access_token: opaque, token_type: 'Bearer', expires_in: TOKEN_S, id_token: idToken });
  }
}

async function samlAnswer(saml: SamlOffice, request: IncomingMessage): Promise<Answer> {
  const [path = '', query = ''] = (request.url ?? '/').split('?');
  const form = new URLSearchParams(request.method === 'POST' ? await bodyOf(request) : '');
  const answer = await saml.answer({ method: request.method ?? 'GET', path, query, form });
  if ('location' in answer) return { status: 303, headers: { location: answer.location }, body: '' };
  if ('xml' in answer)
    return { status: 200, headers: { 'content-type': 'application/samlmetadata+xml' }, body: answer.xml };
  return html(answer.status, answer.page, answer.nonce);
}

function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks.json`,
    end_session_endpoint: `${issuer}/logout`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

/** Of a token that was ours: what it says of its session. */
function sidIn(token: string): string {
  try {
    const { sid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return String(sid);
  } catch {
    return '';
  }
}

function claimsOf({ client, person, request }: Granted, issuer: string) {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: issuer,
    sub: person.subject,
    aud: client.id,
    iat: now,
    exp: now + TOKEN_S,
    nonce: request.get('nonce') ?? undefined,
    acr: levelName(person.level ?? 2),
    given_name: person.givenName,
    family_name: person.familyName,
    [FISCAL_NUMBER_CLAIM]: `TINIT-${person.taxCode}`,
  };
}

function authenticated(
  authorization: string | undefined,
  clients: readonly IdentityClient[],
): IdentityClient | undefined {
  const [id = '', secret = ''] = Buffer.from(authorization?.replace(/^Basic /i, '') ?? '', 'base64')
    .toString('utf8')
    .split(':')
    .map(decodeURIComponent);
  const client = clients.find((one) => one.id === id);
  const [a, b] = [Buffer.from(client?.secret ?? ''), Buffer.from(secret)];
  return client !== undefined && a.length === b.length && timingSafeEqual(a, b) ? client : undefined;
}

function goBack(request: URLSearchParams, said: Readonly<Record<string, string>>): Answer {
  const back = new URL(request.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries({ ...said, state: request.get('state') ?? '' }))
    back.searchParams.set(name, value);
  return { status: 303, headers: { location: back.href }, body: '' };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MAX_BODY) throw new RangeError('the form is too long');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function json(status: number, value: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function html(status: number, body: string, nonce?: string): Answer {
  const script = nonce === undefined ? '' : `; script-src 'nonce-${nonce}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'${script}`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }, body };
}
