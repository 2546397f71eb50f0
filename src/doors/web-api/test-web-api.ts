import type { Box } from '#accounts';
import { memoryClock, seededRandom } from '#adapters/memory';
import type { Role, Scope } from '#contract';
import { openHttpListener } from '#doors/http-listener';
import type { Instant } from '#pec';
import { serveApi } from './serve-api.ts';
import type { Visitor, Visitors } from './visitors.ts';
import type { AreaRoutes, WebApiLimits } from './web-api-ports.ts';

/** Somebody in a test: `cookie` and `token` are his login. */
export interface TestPerson {
  readonly login: string;
  readonly roles?: readonly { readonly role: Role; readonly organisation?: string }[];
  readonly boxes?: readonly { readonly id: string; readonly level: Box['level']; readonly maySend?: boolean }[];
  readonly scopes?: readonly Scope[];
  readonly mailboxes?: readonly string[];
  readonly isConfirmed?: boolean;
  readonly isHalfIn?: boolean;
}

export interface TestCall {
  /** Signed in with a session. */
  readonly as?: string;
  /** With a bearer token. */
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const ORIGIN = 'https://webmail.alfa.example';

export function testVisitors(people: readonly TestPerson[]): Visitors {
  const find = (login: string) => people.find((each) => each.login === login);
  const common = ({ login, roles = [] }: TestPerson) => ({ login, language: 'it' as const, roles });
  return {
    async ofSession(login): Promise<Visitor | undefined> {
      const person = find(login);
      if (person === undefined) return undefined;
      const { isConfirmed = false, isHalfIn = false } = person;
      return {
        ...common(person),
        by: { kind: 'session', id: `s-${login}`, csrf: `csrf-${login}`, isConfirmed, isHalfIn },
      };
    },
    async ofBearer(login): Promise<Visitor | undefined> {
      const person = find(login);
      if (person === undefined) return undefined;
      const { scopes = [], mailboxes } = person;
      return { ...common(person), by: { kind: 'program', id: `t-${login}`, scopes, ...(mailboxes && { mailboxes }) } };
    },
    async box({ login }, mailbox) {
      const box = find(login)?.boxes?.find(({ id }) => id === mailbox);
      if (box === undefined) return undefined;
      const { id, level, maySend = level === 'own' } = box;
      return { mailbox: { id, address: `${id}@pec.alfa.example` }, level, maySend } as unknown as Box;
    },
  };
}

/** The API in memory, asked without a socket. `call('GET /mailboxes', { as: 'mario' })`; paths are given with their values. */
export async function testWebApi(
  routes: AreaRoutes,
  people: readonly TestPerson[] | Visitors,
  limits: Partial<WebApiLimits> = {},
) {
  const clock = memoryClock(Date.UTC(2026, 10, 22, 9) as Instant);
  const faults: Error[] = [];
  const listener = await openHttpListener({
    listen: { host: '127.0.0.1', port: 0 },
    origins: [ORIGIN],
    monotonic: clock,
    random: seededRandom(1),
    onFault: (fault) => faults.push(fault),
  });
  const visitors = 'ofSession' in people ? people : testVisitors(people);
  serveApi({ listener, visitors, routes, monotonic: clock, legalTime: clock, checksAnswers: true, limits });
  async function call(what: string, { as, token, body, headers }: TestCall = {}) {
    const [method, path] = what.split(' ') as ['GET', string];
    const isChange = method !== 'GET' && (method as string) !== 'HEAD';
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const answer = await listener.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        host: new URL(ORIGIN).host,
        ...(as !== undefined && { cookie: `__Host-ceralacca=${as}` }),
        ...(as !== undefined && isChange && { 'x-ceralacca-csrf': `csrf-${as}` }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': isRaw ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: isRaw ? Buffer.from(body as Uint8Array) : JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      octets: answer.rawPayload,
      text: answer.payload,
      cookies: answer.cookies,
      /** Of JSON. */
      value: (answer.payload !== '' && /json/.test(String(answer.headers['content-type']))
        ? answer.json()
        : undefined) as never,
    };
  }
  return {
    call,
    clock,
    faults,
    listener,
    close: () => listener.close(),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}
