import type { sessionEndpoints } from '#contract';
import { isoLegalTime } from '#pec';
import {
  answerChallenge,
  beginConfirmation,
  beginPasskey,
  changeLanguage,
  confirm,
  confirmedUntil,
  enterWithPassword,
  readFirstLogin,
  takeFirstLogin,
} from '#sign-in';
import { arrivalOf, callerOf, describeMe, keepSession, letIn, signedIn } from './let-in.ts';
import type { Routes } from './routes.ts';
import { identityRoutes, keepLeft } from './routes-identity.ts';
import type { SessionPorts } from './session-ports.ts';

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
      const { id } = callerOf(call);
      const session = await ground.sessions.byId(id);
      await ground.ports.store.commit({ cards: [ground.sessions.end(id)] });
      call.cookies.signOut();
      const goOnAt = session?.identity && keepLeft(ports, call, session.identity);
      return { ...(goOnAt !== undefined && { goOnAt }) };
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
