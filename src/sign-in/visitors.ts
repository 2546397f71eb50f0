import { z } from 'zod';
import { type Language, ROLES, type Scope } from '#contract';
import { domainOf } from '#mime';
import type { Ground } from './ground.ts';
import type { HeldRole, LoginStanding, OpenBox } from './ports.ts';
import type { Session, SessionOrigin } from './sessions.ts';

/** Card of whoever works at the provider: `id` is his login. Kept by the office `administration`. */
export const ROLE_KIND = 'role';
const role = z.looseObject({ role: z.enum(ROLES), organisation: z.string().optional() });

/** Who asks, with what is open to him at this moment. */
export interface SignedInVisitor {
  readonly login: string;
  readonly language: Language;
  readonly roles: readonly HeldRole[];
  readonly standing: LoginStanding;
  readonly by:
    | {
        readonly kind: 'session';
        readonly id: string;
        readonly csrf: string;
        readonly isConfirmed: boolean;
        /** How long it stays so. */
        readonly confirmedForMs: number;
        readonly isHalfIn: boolean;
        /** Why. */
        readonly must: 'second-factor' | 'password' | undefined;
      }
    | {
        readonly kind: 'program';
        readonly id: string;
        readonly scopes: readonly Scope[];
        readonly mailboxes?: readonly string[];
      };
}

/** What a program's token says, when it is good. */
export interface Bearer {
  readonly id: string;
  /** Whose it is. */
  readonly login: string;
  readonly language: Language;
  readonly scopes: readonly Scope[];
  readonly mailboxes?: readonly string[];
}

export interface VisitorBook {
  ofSession(cookie: string, from: SessionOrigin): Promise<SignedInVisitor | undefined>;
  ofBearer(token: string, from: SessionOrigin): Promise<SignedInVisitor | undefined>;
  box(visitor: { readonly login: string }, mailbox: string): Promise<OpenBox | undefined>;
  /** As who he is after a session of his has begun or turned. */
  ofNew(session: Session, standing: LoginStanding): Promise<SignedInVisitor>;
  mustHaveFactor(standing: LoginStanding, roles: readonly HeldRole[]): boolean;
}

/** What a request is made by. `bearer`: whoever keeps the tokens of programs. */
export function openVisitors(
  ground: Ground,
  bearer: (token: string) => Promise<Bearer | undefined> = async () => undefined,
): VisitorBook {
  const { store, logins, site, domainDemandsFactor } = ground.ports;
  /** What was read for a request, for as long as it lasts. */
  const standings = new WeakMap<object, LoginStanding>();

  async function rolesOf(login: string): Promise<readonly HeldRole[]> {
    const card = await store.card(ROLE_KIND, login);
    if (card === undefined) return [];
    const { role: held, organisation } = role.parse(card.value);
    return [{ role: held, ...(organisation !== undefined && { organisation }) }];
  }

  function mustHaveFactor({ box }: LoginStanding, roles: readonly HeldRole[]): boolean {
    if (roles.length > 0 && !site.isTest) return true;
    if (box?.level !== 'own') return false;
    return box.mailbox.policy?.secondFactor === 'required' || domainDemandsFactor(domainOf(box.mailbox.address));
  }

  function visitorOf(session: Session, standing: LoginStanding, roles: readonly HeldRole[]): SignedInVisitor {
    const { id, csrf, confirmedForMs, mustChangePassword, language, login } = session;
    const lacksFactor = !standing.hasSecondFactor && mustHaveFactor(standing, roles);
    const must = mustChangePassword ? 'password' : lacksFactor ? 'second-factor' : undefined;
    const isConfirmed = confirmedForMs > 0;
    const by = { kind: 'session', id, csrf, isConfirmed, confirmedForMs, isHalfIn: must !== undefined, must } as const;
    return remembered({ login, language, roles, standing, by });
  }

  function remembered(visitor: SignedInVisitor): SignedInVisitor {
    standings.set(visitor, visitor.standing);
    return visitor;
  }

  return {
    mustHaveFactor,
    ofNew: async (session, standing) => visitorOf(session, standing, await rolesOf(session.login)),
    async ofSession(cookie, from) {
      const session = await ground.sessions.find(cookie, from);
      if (session === undefined) return undefined;
      const { login, passwordMark } = session;
      const [standing, roles] = await Promise.all([
        logins.standing({ name: login, passwordMark, isWeb: true }),
        rolesOf(login),
      ]);
      return standing && visitorOf(session, standing, roles);
    },
    async ofBearer(token) {
      const found = await bearer(token);
      if (found === undefined) return undefined;
      const { login, language, ...by } = found;
      const [standing, roles] = await Promise.all([logins.standing({ name: login, isWeb: true }), rolesOf(login)]);
      return standing && remembered({ login, language, roles, standing, by: { ...by, kind: 'program' } });
    },
    async box(visitor, mailbox) {
      const standing = standings.get(visitor) ?? (await logins.standing({ name: visitor.login, isWeb: true }));
      if (standing === undefined) return undefined;
      return boxesOf(standing).find((box) => box.mailbox.id === mailbox);
    },
  };
}

/** His own first, then those granted to him. */
export function boxesOf({ box, shared }: LoginStanding): readonly OpenBox[] {
  return box === undefined ? shared : [box, ...shared];
}
