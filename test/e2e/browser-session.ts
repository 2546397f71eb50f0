import type { Provider } from './country.ts';

/** Somebody signed in over the web, without a browser: the cookie and the value that changes must bear. */
export interface WebSession {
  readonly login: string;
  readonly mailbox: string;
  ask(what: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** As `ask`; the answer's JSON. Throws when it is refused. */
  json<T>(what: string, body?: unknown): Promise<T>;
  /** The same of a body that is no JSON. */
  octets<T>(what: string, body: string | Uint8Array<ArrayBuffer>, type: string): Promise<T>;
}

/** Signs in as the holder of this mailbox. `what`: `POST /credentials`, behind `/api/v1`. */
export async function signIn(provider: Provider, address: string): Promise<WebSession> {
  const { password } = provider.mailboxes.find((box) => box.address === address)!;
  const root = `${provider.web!}/api/v1`;
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ login: address, password });
  const entered = await fetch(`${root}/session`, { method: 'POST', headers: json, body });
  const { me } = (await entered.json()) as { me: { csrf: string; boxes: { id: string; address: string }[] } };
  const cookie = entered.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  async function call(what: string, body: BodyInit | undefined, headers: Readonly<Record<string, string>>) {
    const [method, path] = what.split(' ') as [string, string];
    const sent = { cookie, 'x-ceralacca-csrf': me.csrf, ...headers };
    return await fetch(`${root}${path}`, { method, headers: sent, ...(body !== undefined && { body }) });
  }
  const ask: WebSession['ask'] = (what, value, headers = {}) =>
    value === undefined ? call(what, undefined, headers) : call(what, JSON.stringify(value), { ...json, ...headers });
  async function answerOf<T>(what: string, answer: Response): Promise<T> {
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  return {
    login: address,
    mailbox: me.boxes.find((box) => box.address === address)!.id,
    ask,
    json: async (what, value) => answerOf(what, await ask(what, value)),
    octets: async (what, body, type) => answerOf(what, await call(what, body, { 'content-type': type })),
  };
}
