import { request } from 'node:https';
import { connect } from 'node:net';

export interface TlsAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Calls one origin over TLS, as a browser that trusts this root, wherever the name of it leads. */
export function tlsCaller(origin: string, root: string) {
  const { port, hostname } = new URL(origin);
  return (
    what: string,
    given: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<TlsAnswer> => {
    const [method, path] = what.split(' ') as [string, string];
    const body = given.body === undefined ? undefined : JSON.stringify(given.body);
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...given.headers };
    return new Promise((resolve, reject) => {
      const to = { host: '127.0.0.1', port, servername: hostname, method, path, ca: root, agent: false };
      request({ ...to, headers: { host: new URL(origin).host, ...headers } }, (got) => {
        let text = '';
        got.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        got.once('end', () => resolve({ status: got.statusCode ?? 0, headers: got.headers, text }));
      })
        .once('error', reject)
        .end(body);
    });
  };
}

/** Octets in clear to a door that speaks TLS: what it answers before it hangs up. */
export function inClear(port: number, octets: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.on('data', (piece) => (said += piece.toString('latin1')));
    socket.once('error', () => {}).once('close', () => resolve(said));
    socket.write(octets);
  });
}
