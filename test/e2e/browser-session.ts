import type { Provider } from './country.ts';

/** Somebody signed in over the web, without a browser: the cookie and the value that changes must bear. */
export interface WebSession {
  readonly login: string;
  readonly mailbox: string;
  ask(what: string, body?: unknown): Promise<Response>;
  /** As `ask`; the answer's JSON. Throws when it is refused. */
  json<T>(what: string, body?: unknown): Promise<T>;
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
  async function ask(what: string, value?: unknown): Promise<Response> {
    const [method, path] = what.split(' ') as [string, string];
    return await fetch(`${root}${path}`, {
      method,
      headers: { cookie, 'x-ceralacca-csrf': me.csrf, ...(value !== undefined && json) },
      ...(value !== undefined && { body: JSON.stringify(value) }),
    });
  }
  return {
    login: address,
    mailbox: me.boxes.find((box) => box.address === address)!.id,
    ask,
    async json(what, value) {
      const answer = await ask(what, value);
      if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    },
  };
}
