import { type Language, Refusal, type sessionEndpoints } from '#contract';
import { isoLegalTime } from '#pec';
import {
  ABSOLUTE_MS,
  answerChallenge,
  beginConfirmation,
  beginPasskey,
  boxesOf,
  changeLanguage,
  confirm,
  confirmedUntil,
  enterWithPassword,
  type NewSession,
  readFirstLogin,
  type SignedIn,
  type SignedInVisitor,
  takeFirstLogin,
} from '#sign-in';
import { viewBox } from './box-view.ts';
import type { Call } from './call.ts';
import { sessionsOnly } from './door-refusals.ts';
import type { Routes } from './routes.ts';
import type { SessionPorts } from './session-ports.ts';

/** The cookie that says which browsers were here before: two years, to tell their holder of new ones. */
const DEVICE_COOKIE = 'device';
const DEVICE_S = 2 * 365 * 86_400;

/** From where a call comes, as the book wants it. */
export function arrivalOf(call: Call, language?: Language) {
  const knownDevice = call.cookies.read(DEVICE_COOKIE);
  return { peer: call.peer, device: call.device, language, ...(knownDevice !== undefined && { knownDevice }) };
}

/** His browser is given the new id; nothing else ever sees it. */
export function keepSession(call: Call, { secret }: NewSession): void {
  call.cookies.signIn(secret, ABSOLUTE_MS / 1_000);
}

/** He is in: the cookies, and what the pages need to begin. The session his browser came with ends. */
export async function letIn(ports: SessionPorts, call: Call, { begun, standing, newDevice }: SignedIn) {
  keepSession(call, begun);
  if (newDevice !== undefined) call.cookies.keep(DEVICE_COOKIE, newDevice, DEVICE_S);
  if (call.visitor?.by.kind === 'session') {
    const { ground } = ports;
    await ground.ports.store.commit({ cards: [ground.sessions.end(call.visitor.by.id)] });
  }
  const visitor = await ports.visitors.ofNew(begun.session, standing);
  return { state: 'in' as const, me: await describeMe(ports, visitor) };
}

/** The caller in a browser, as far as the book needs him. Throws a Refusal for programs. */
export function callerOf(call: Call) {
  const { visitor } = call;
  if (visitor === undefined || visitor.by.kind !== 'session') throw sessionsOnly();
  return { login: visitor.login, id: visitor.by.id, peer: call.peer };
}

/** What the visitor of a call was made of: the door hands on the very object that the book gave. */
export function signedIn(call: Call): SignedInVisitor {
  if (call.visitor === undefined || !('standing' in call.visitor))
    throw new Error('a visitor that the book did not make');
  return call.visitor as SignedInVisitor;
}

async function describeMe(ports: SessionPorts, { login, language, roles, standing, by }: SignedInVisitor) {
  const isOpen = ({ mailbox }: { readonly mailbox: { readonly id: string } }) =>
    by.kind === 'session' || by.mailboxes === undefined || by.mailboxes.includes(mailbox.id);
  const boxes = boxesOf(standing).filter(isOpen);
  const unread = await ports.unread(boxes.map(({ mailbox }) => mailbox.id));
  const until = by.kind === 'session' ? confirmedUntil(ports.ground, by.confirmedForMs) : undefined;
  const named = roles.map(async ({ role, organisation }) => {
    const organisationName = organisation && (await ports.organisationName(organisation));
    return { role, ...(organisation && { organisation }), ...(organisationName && { organisationName }) };
  });
  return {
    login,
    name: standing.person,
    language,
    roles: await Promise.all(named),
    boxes: boxes.map((box) => viewBox(box, unread.get(box.mailbox.id) ?? 0)),
    csrf: by.kind === 'session' ? by.csrf : '',
    ...(by.kind === 'session' && by.must !== undefined && { mustEnrol: by.must }),
    ...(until !== undefined && { confirmedUntil: isoLegalTime(until) }),
    isSandbox: ports.isSandbox,
  };
}

/** Signing in and out, and proving again who one is. */
export function sessionRoutes(ports: SessionPorts): Routes<typeof sessionEndpoints> {
  const { ground } = ports;
  return {
    ...passwordRoutes(ports),
    ...identityRoutes(ports),
    'GET /session': async (_, call) => await describeMe(ports, signedIn(call)),
    'PATCH /session': async ({ body: { language } }, call) => {
      await changeLanguage(ground, callerOf(call), language);
      return await describeMe(ports, { ...signedIn(call), language });
    },
    'DELETE /session': async (_, call) => {
      await ground.ports.store.commit({ cards: [ground.sessions.end(callerOf(call).id)] });
      call.cookies.signOut();
    },
    'POST /session/confirm': async ({ body }, call) => {
      const turned = await confirm(ground, callerOf(call), body);
      keepSession(call, turned);
      return { confirmedUntil: isoLegalTime(confirmedUntil(ground, turned.session.confirmedForMs) ?? ground.now()) };
    },
    'POST /session/confirm/passkey': async (_, call) => await beginConfirmation(ground, callerOf(call)),
  };
}

function passwordRoutes(ports: SessionPorts) {
  const { ground } = ports;
  return {
    'POST /session': async ({ body }, call) => {
      const { login, password, language } = body;
      const entered = await enterWithPassword(ground, { login: login.trim(), password }, arrivalOf(call, language));
      if (entered.state === 'in') return await letIn(ports, call, entered);
      return { ...entered, methods: [...entered.methods] };
    },
    'POST /session/second-factor': async ({ body }, call) =>
      await letIn(ports, call, await answerChallenge(ground, body, arrivalOf(call))),
    'POST /session/passkey/begin': async () => await beginPasskey(ground),
    'POST /session/first-login': async ({ body: { token } }) => {
      const { standing, until } = await readFirstLogin(ground, token);
      return { login: standing.login, name: standing.person, until: isoLegalTime(until) };
    },
    'PUT /session/first-login': async ({ body: { token, password, language } }, call) => {
      const taken = await takeFirstLogin(ground, { token, password }, arrivalOf(call, language));
      return taken.state === 'in' ? await letIn(ports, call, taken) : taken;
    },
  } satisfies Partial<Routes<typeof sessionEndpoints>>;
}

function identityRoutes({ identities }: SessionPorts) {
  const known = (provider: string) => {
    if (identities?.providers.some(({ id }) => id === provider)) return identities;
    throw new Refusal('not-found', 'no-such-identity-provider', {
      it: 'Questo fornitore di identità non è previsto qui.',
      en: 'There is no such identity provider here.',
      de: 'Diesen Identitätsanbieter gibt es hier nicht.',
    });
  };
  return {
    'GET /session/identity-providers': async () => [...(identities?.providers ?? [])],
    'GET /session/identity/{provider}': async ({ params, query }, call) =>
      await known(params.provider).go({ ...params, ...query }, call),
    'GET /session/identity/{provider}/back': async ({ params: { provider }, query }, call) =>
      await known(provider).back({ provider, answered: query }, call),
  } satisfies Partial<Routes<typeof sessionEndpoints>>;
}
