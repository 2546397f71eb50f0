import type { Language } from '#contract';
import { isoLegalTime } from '#pec';
import { ABSOLUTE_MS, boxesOf, confirmedUntil, type NewSession, type SignedIn, type SignedInVisitor } from '#sign-in';
import { viewBox } from './box-view.ts';
import type { Call } from './call.ts';
import { sessionsOnly } from './door-refusals.ts';
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

/** Who he is, for the pages to begin with. */
export async function describeMe(ports: SessionPorts, { login, language, roles, standing, by }: SignedInVisitor) {
  const isOpen = ({ mailbox }: { readonly mailbox: { readonly id: string } }) =>
    by.kind === 'session' || by.mailboxes === undefined || by.mailboxes.includes(mailbox.id);
  const boxes = boxesOf(standing).filter(isOpen);
  const unread = await ports.unread(login, boxes);
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
