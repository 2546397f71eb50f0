import { Refusal, type sessionEndpoints } from '#contract';
import type { Identities, IdentityOfSession, IdentityOutcome } from '#sign-in';
import { isApplicant } from './activation-cookie.ts';
import type { Elsewhere } from './answer.ts';
import type { Call } from './call.ts';
import { arrivalOf, letIn } from './let-in.ts';
import type { Routes } from './routes.ts';
import { API_ROOT } from './serve-api.ts';
import type { SessionPorts } from './session-ports.ts';

/** What his browser keeps while he is away, when he is out here, while he signs out there, and while he chooses among his mailboxes. */
const JOURNEY_COOKIE = 'identity';
const LEFT_COOKIE = 'identity-left';
const LEAVING_COOKIE = 'identity-out';
const CHOICE_COOKIE = 'identity-choice';
const JOURNEY_S = 900;
const CHOICE_S = 300;

/** To providers of digital identities and back. One is only ever led to their addresses in the settings, or to pages of ours. */
export function identityRoutes(ports: SessionPorts) {
  const { identities, origins } = ports;
  const known = () => knownIn(ports);

  async function back(provider: string, answered: Readonly<Record<string, unknown>>, call: Call): Promise<Elsewhere> {
    const kept = call.cookies.read(JOURNEY_COOKIE);
    const outcome = await known().back(provider, textsOf(answered), kept, arrivalOf(call));
    if (outcome.kind !== 'failed') call.cookies.forget(JOURNEY_COOKIE);
    return { location: await follow(outcome, call) };
  }

  async function follow(outcome: IdentityOutcome, call: Call): Promise<string> {
    switch (outcome.kind) {
      case 'in':
        await letIn(ports, call, outcome.signedIn);
        return inHeader(outcome.to ?? '/');
      case 'choice':
        call.cookies.keep(CHOICE_COOKIE, outcome.choice, CHOICE_S);
        return doorFor({ identita: 'scelta' }, outcome.to);
      case 'identified':
        return `${activationPage(outcome.request)}?identita=ok`;
      case 'failed':
        if (outcome.request !== undefined) return `${activationPage(outcome.request)}?errore=${outcome.why}`;
        return doorFor({ errore: outcome.why }, outcome.to);
    }
  }

  return {
    ...logoutRoutes(ports),
    'GET /session/identity-providers': async () => [...(identities?.providers ?? [])],
    'GET /session/identity/{provider}': async ({ params: { provider }, query: { purpose, request, to } }, call) => {
      if (purpose === 'activation' && !isApplicant(call, request))
        return { location: await follow({ kind: 'failed', why: 'identity-over', request }, call) };
      const way = await known().go({ provider, purpose, request, to, callbackUrl: backOf(ports, provider, call) });
      if (typeof way === 'string') return { location: await follow({ kind: 'failed', why: way, request, to }, call) };
      call.cookies.keep(JOURNEY_COOKIE, way.kept, JOURNEY_S, { fromForms: true });
      return { location: way.location };
    },
    'GET /session/identity/{provider}/back': async ({ params, query }, call) =>
      await back(params.provider, query, call),
    'POST /session/identity/{provider}/back': async ({ params, body }, call) => await back(params.provider, body, call),
    'GET /session/identity/{provider}/metadata': async ({ params: { provider } }) => {
      const metadata = identities?.metadata(provider, (id) => ({
        callbackUrls: origins.map((origin) => placeOf(origin, id, 'back')),
        logoutUrls: origins.map((origin) => placeOf(origin, id, 'logout')),
      }));
      if (metadata === undefined) throw noProvider();
      return {
        type: 'application/samlmetadata+xml',
        name: `${provider}.xml`,
        body: new TextEncoder().encode(metadata),
      };
    },
    'GET /session/identity-choice': async (_, call) => [...(await known().choices(call.cookies.read(CHOICE_COOKIE)))],
    'POST /session/identity-choice': async ({ body: { login } }, call) => {
      const entered = await known().choose(call.cookies.read(CHOICE_COOKIE), login, arrivalOf(call));
      call.cookies.forget(CHOICE_COOKIE);
      return await letIn(ports, call, entered);
    },
  } satisfies Partial<Routes<typeof sessionEndpoints>>;
}

function logoutRoutes(ports: SessionPorts) {
  return {
    'GET /session/identity/{provider}/logout': async ({ params: { provider } }, call) => {
      if (/(^|&)SAMLRequest=/.test(call.query)) {
        const location = await knownIn(ports).endAsAsked(provider, call.query, logoutOf(ports, provider, call));
        return { location: location ?? '/accesso?uscita=no' };
      }
      const hasLeft = knownIn(ports).hasLeft(provider, call.query, call.cookies.read(LEAVING_COOKIE));
      call.cookies.forget(LEAVING_COOKIE);
      call.cookies.forget(LEFT_COOKIE);
      return { location: `/accesso?uscita=${hasLeft ? 'ovunque' : 'qui'}` };
    },
    'POST /session/identity-leaving': async (_, call) => {
      const backOf = (provider: string) => logoutOf(ports, provider, call);
      const { name, way, answers } = await knownIn(ports).leave(call.cookies.read(LEFT_COOKIE), backOf);
      if (way !== undefined) call.cookies.keep(LEAVING_COOKIE, way.kept, JOURNEY_S);
      return { name, ...(way !== undefined && { location: way.location }), answers };
    },
    'POST /session/identity/{provider}/ended': async ({ params: { provider }, body }) => {
      if (!(await knownIn(ports).endAsTold(provider, body.logout_token))) throw notBelieved();
    },
  } satisfies Partial<Routes<typeof sessionEndpoints>>;
}

function knownIn({ identities }: SessionPorts): Identities {
  if (identities === undefined) throw noProvider();
  return identities;
}

/** He is out here; his browser keeps what ends his session at its provider as well. Answers the page of ours that leads there. */
export function keepLeft(ports: SessionPorts, call: Call, identity: IdentityOfSession): string | undefined {
  const left = ports.identities?.left(identity);
  if (left === undefined) return undefined;
  call.cookies.keep(LEFT_COOKIE, left, JOURNEY_S);
  return '/accesso?uscita=altrove';
}

const placeOf = (origin: string, provider: string, place: 'back' | 'logout') =>
  `${origin}${API_ROOT}/session/identity/${provider}/${place}`;

/** Under the name by which he came: what his browser keeps is for that name alone. */
function originOf({ origins }: SessionPorts, call: Call): string {
  return origins.find((one) => new URL(one).host === call.header('host')) ?? origins[0]!;
}

const backOf = (ports: SessionPorts, provider: string, call: Call) => placeOf(originOf(ports, call), provider, 'back');
const logoutOf = (ports: SessionPorts, provider: string, call: Call) =>
  placeOf(originOf(ports, call), provider, 'logout');

/** A place as it may stand in a header: letters beyond ASCII escaped, nothing resolved. */
const inHeader = (place: string): string => place.replace(/[^!-~]/gu, encodeURIComponent);

/** Before the door, with what is to be told there and where to go on to. */
function doorFor(told: Readonly<Record<string, string>>, to: string | undefined): string {
  return `/accesso?${new URLSearchParams({ ...told, ...(to !== undefined && { per: to }) })}`;
}

const activationPage = (request: string): string => `/attivazione/${encodeURIComponent(request)}`;

/** A name that stands there twice is nobody's honest answer: its list is left out. */
function textsOf(answered: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(answered).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

const notBelieved = () =>
  new Refusal('invalid', 'logout-refused', {
    it: 'Questo ordine di uscita non è valido: nessuna sessione è stata chiusa.',
    en: 'This order to sign out is not valid: no session was ended.',
    de: 'Diese Aufforderung zum Abmelden ist nicht gültig: Keine Sitzung wurde beendet.',
  });

const noProvider = () =>
  new Refusal('not-found', 'no-such-identity-provider', {
    it: 'Questo fornitore di identità non è previsto qui.',
    en: 'There is no such identity provider here.',
    de: 'Diesen Identitätsanbieter gibt es hier nicht.',
  });
