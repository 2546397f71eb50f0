import { timingSafeEqual } from 'node:crypto';
import { type Box, frozenRefusal } from '#accounts';
import type { Endpoint, MailboxAccess, Role } from '#contract';
import {
  foreignPage,
  levelMissing,
  mustEnrol,
  notSignedIn,
  notThere,
  roleMissing,
  scopeMissing,
  sessionsOnly,
  unconfirmed,
} from './door-refusals.ts';
import type { Origin, Visitor, Visitors } from './visitors.ts';

/** What of a request says who is calling. */
export interface Caller {
  /** Value of the session cookie. */
  readonly cookie: string | undefined;
  /** The field `Authorization`. */
  readonly authorization: string | undefined;
  /** `X-Ceralacca-CSRF`. */
  readonly csrf: string | undefined;
  /** `Sec-Fetch-Site` and `Origin`, as browsers say them of the page that asks. */
  readonly site: string | undefined;
  readonly page: string | undefined;
  /** GET and HEAD change nothing. */
  readonly isSafe: boolean;
  readonly from: Origin;
}

export interface Judged {
  readonly visitor?: Visitor;
  readonly box?: Box;
  readonly roles: readonly Role[];
  readonly organisation?: string;
}

export interface AccessPorts {
  readonly visitors: Visitors;
  /** Our own pages' origins; empty: all are. */
  readonly origins: readonly string[];
}

/**
 * Whether this caller may call this endpoint, from the table alone; throws the `Refusal` to tell otherwise. Every request of the API
 * passes here before its handler, and nothing else judges who may call.
 */
export async function judgeAccess(
  endpoint: Endpoint,
  mailbox: string | undefined,
  caller: Caller,
  ports: AccessPorts,
): Promise<Judged> {
  const { access } = endpoint;
  const visitor = await visitorOf(endpoint, caller, ports);
  if (access === 'anyone') return { ...(visitor && { visitor }), roles: [] };
  if (visitor === undefined) throw notSignedIn();
  judgeWay(endpoint, visitor);
  if (access === 'visitor') return { visitor, roles: [] };
  if ('roles' in access) return { visitor, ...rolesOf(access.roles, visitor) };
  return { visitor, roles: [], box: await boxOf(access.mailbox, mailbox, visitor, ports.visitors) };
}

/** A bearer token that is nobody's is refused everywhere, an old cookie only where somebody must be signed in. */
async function visitorOf(endpoint: Endpoint, caller: Caller, ports: AccessPorts): Promise<Visitor | undefined> {
  const token = /^Bearer +([A-Za-z0-9._~+/=-]{1,4000})$/i.exec(caller.authorization ?? '')?.[1];
  if (token !== undefined) {
    const visitor = await ports.visitors.ofBearer(token, caller.from);
    if (visitor === undefined) throw notSignedIn();
    return visitor;
  }
  if (!caller.isSafe && !endpoint.takesForms) judgePage(caller, ports.origins);
  if (caller.cookie === undefined) return undefined;
  const isOpen = endpoint.access === 'anyone';
  const visitor = await ports.visitors.ofSession(caller.cookie, caller.from);
  if (visitor?.by.kind !== 'session') return undefined;
  if (caller.isSafe || isSame(visitor.by.csrf, caller.csrf ?? '')) return visitor;
  if (isOpen) return undefined;
  throw foreignPage();
}

/** Browsers say which page asks; a foreign one may not make somebody sign in, or anything else. */
function judgePage({ site, page }: Caller, origins: readonly string[]): void {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreignPage();
  if (page !== undefined && origins.length > 0 && !origins.includes(page.toLowerCase())) throw foreignPage();
}

function isSame(kept: string, given: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(given)];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}

/** Tokens go as far as their scopes; a session as far as it was confirmed. */
function judgeWay({ scope, isSensitive, path }: Endpoint, { by }: Visitor): void {
  if (by.kind === 'program') {
    if (scope === undefined) throw sessionsOnly();
    if (!by.scopes.includes(scope)) throw scopeMissing(scope);
    return;
  }
  if (by.isHalfIn && !/^\/(session|security)(\/|$)/.test(path)) throw mustEnrol();
  if (isSensitive && !by.isConfirmed) throw unconfirmed();
}

function rolesOf(allowed: readonly Role[], visitor: Visitor): Pick<Judged, 'roles' | 'organisation'> {
  const held = visitor.roles.filter(({ role }) => allowed.includes(role));
  if (held.length === 0) throw roleMissing();
  const roles = [...new Set(held.map(({ role }) => role))];
  if (roles.some((role) => role !== 'organisation')) return { roles };
  const organisation = held.find((each) => each.organisation !== undefined)?.organisation;
  if (organisation === undefined) throw roleMissing();
  return { roles, organisation };
}

async function boxOf(
  access: MailboxAccess,
  mailbox: string | undefined,
  visitor: Visitor,
  visitors: Visitors,
): Promise<Box> {
  const { by } = visitor;
  const isOutside = by.kind === 'program' && by.mailboxes !== undefined && !by.mailboxes.includes(mailbox ?? '');
  const box = mailbox === undefined || isOutside ? undefined : await visitors.box(visitor, mailbox);
  if (box === undefined) throw notThere();
  if (!reaches(box, access))
    throw access === 'send' && box.mailbox.frozen ? frozenRefusal(box.mailbox.frozen) : levelMissing();
  return box;
}

const LEVELS: readonly Box['level'][] = ['read', 'write', 'manage', 'own'];

function reaches(box: Box, access: MailboxAccess): boolean {
  if (access === 'send') return box.maySend;
  return LEVELS.indexOf(box.level) >= LEVELS.indexOf(access);
}
