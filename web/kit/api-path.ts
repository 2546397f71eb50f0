/** Where the interface stands. */
export const API_ROOT = '/api/v1';

export interface Route {
  readonly method: string;
  readonly path: string;
}

/** `GET /mailboxes/{mailbox}` with its parameters: what is asked of the server. Throws when one is missing. */
export function routeOf(name: string, params: Readonly<Record<string, unknown>> = {}): Route {
  const space = name.indexOf(' ');
  const path = name.slice(space + 1).replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined || value === null || value === '') throw new TypeError(`${name} needs ${key}`);
    return encodeURIComponent(String(value));
  });
  return { method: name.slice(0, space), path: API_ROOT + path };
}

/** `?a=1&b=2`, or nothing; what is undefined is left out. */
export function queryOf(query: Readonly<Record<string, unknown>> = {}): string {
  const written = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') written.append(key, String(value));
  }
  const text = written.toString();
  return text === '' ? '' : `?${text}`;
}
