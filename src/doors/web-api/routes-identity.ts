import { Refusal, type sessionEndpoints } from '#contract';
import type { Identities, IdentityOutcome } from '#sign-in';
import { isApplicant } from './activation-cookie.ts';
import type { Elsewhere } from './answer.ts';
import type { Call } from './call.ts';
import { arrivalOf, letIn } from './let-in.ts';
import type { Routes } from './routes.ts';
import { API_ROOT } from './serve-api.ts';
import type { SessionPorts } from './session-ports.ts';

/** What his browser keeps while he is away, and while he chooses among his mailboxes. */
const JOURNEY_COOKIE = 'identity';
const CHOICE_COOKIE = 'identity-choice';
const JOURNEY_S = 900;
const CHOICE_S = 300;

/** To providers of digital identities and back. One is only ever led to their addresses in the settings, or to pages of ours. */
export function identityRoutes(ports: SessionPorts) {
  const { identities, origins } = ports;
  /** Under the name by which he came: what his browser keeps is for that name alone. */
  const callbackOf = (provider: string, call: Call) => {
    const origin = origins.find((one) => new URL(one).host === call.header('host')) ?? origins[0];
    return `${origin}${API_ROOT}/session/identity/${provider}/back`;
  };
  const known = (): Identities => {
    if (identities === undefined) throw noProvider();
    return identities;
  };

  async function back(provider: string, answered: Readonly<Record<string, unknown>>, call: Call): Promise<Elsewhere> {
    const kept = call.cookies.read(JOURNEY_COOKIE);
    call.cookies.forget(JOURNEY_COOKIE);
    const outcome = await known().back(provider, textsOf(answered), kept, arrivalOf(call));
    return { location: await follow(outcome, call) };
  }

  async function follow(outcome: IdentityOutcome, call: Call): Promise<string> {
    switch (outcome.kind) {
      case 'in':
        await letIn(ports, call, outcome.signedIn);
        return '/';
      case 'choice':
        call.cookies.keep(CHOICE_COOKIE, outcome.choice, CHOICE_S);
        return '/accesso?identita=scelta';
      case 'identified':
        return `${activationPage(outcome.request)}?identita=ok`;
      case 'failed':
        return `${outcome.request === undefined ? '/accesso' : activationPage(outcome.request)}?errore=${outcome.why}`;
    }
  }

  return {
    'GET /session/identity-providers': async () => [...(identities?.providers ?? [])],
    'GET /session/identity/{provider}': async ({ params: { provider }, query: { purpose, request } }, call) => {
      if (purpose === 'activation' && !isApplicant(call, request))
        return { location: await follow({ kind: 'failed', why: 'identity-over', request }, call) };
      const way = await known().go({ provider, purpose, request, callbackUrl: callbackOf(provider, call) });
      if (typeof way === 'string') return { location: await follow({ kind: 'failed', why: way, request }, call) };
      call.cookies.keep(JOURNEY_COOKIE, way.kept, JOURNEY_S, { fromForms: true });
      return { location: way.location };
    },
    'GET /session/identity/{provider}/back': async ({ params, query }, call) =>
      await back(params.provider, query, call),
    'POST /session/identity/{provider}/back': async ({ params, body }, call) => await back(params.provider, body, call),
    'GET /session/identity/{provider}/metadata': async ({ params: { provider } }, call) => {
      const metadata = identities?.metadata(provider, (id) => callbackOf(id, call));
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

const activationPage = (request: string): string => `/attivazione/${encodeURIComponent(request)}`;

/** A name that stands there twice is nobody's honest answer: its list is left out. */
function textsOf(answered: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(answered).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

const noProvider = () =>
  new Refusal('not-found', 'no-such-identity-provider', {
    it: 'Questo fornitore di identità non è previsto qui.',
    en: 'There is no such identity provider here.',
    de: 'Diesen Identitätsanbieter gibt es hier nicht.',
  });
