import type { Provider } from './country.ts';

/** Somebody who calls the API: nobody yet, or one who works at the provider, signed in and confirmed. */
export interface WebCaller {
  ask(what: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** The answer's JSON; throws when it is refused. */
  json<T>(what: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<T>;
}

interface Kept {
  cookies: Map<string, string>;
  csrf?: string;
}

/** `what`: `POST /activation`, behind `/api/v1`. */
export function callerOf(provider: Provider, kept: Kept = { cookies: new Map() }): WebCaller {
  async function ask(what: string, value?: unknown, headers: Readonly<Record<string, string>> = {}) {
    const [method, path] = what.split(' ') as [string, string];
    const isRaw = value instanceof Uint8Array;
    const answer = await fetch(`${provider.web!}/api/v1${path}`, {
      method,
      headers: {
        cookie: [...kept.cookies].map(([name, cookie]) => `${name}=${cookie}`).join('; '),
        ...(kept.csrf !== undefined && { 'x-ceralacca-csrf': kept.csrf }),
        ...(value !== undefined && { 'content-type': isRaw ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(value !== undefined && { body: isRaw ? Buffer.from(value) : JSON.stringify(value) }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [name, cookie] = set.split(';')[0]!.split('=') as [string, string];
      kept.cookies.set(name, cookie);
    }
    return answer;
  }
  return {
    ask,
    async json(what, value, headers) {
      const answer = await ask(what, value, headers);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${what}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}

/** Who works at the provider, ready for what is sensitive. */
export async function confirmed(provider: Provider, login: string): Promise<WebCaller> {
  const { password } = provider.administrators.find((one) => one.login === login)!;
  const kept: Kept = { cookies: new Map() };
  const caller = callerOf(provider, kept);
  const { me } = await caller.json<{ me: { csrf: string } }>('POST /session', { login, password });
  kept.csrf = me.csrf;
  await caller.json('POST /session/confirm', { kind: 'password', password });
  return caller;
}
