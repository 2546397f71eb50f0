import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 180_000;

/**
 * A PEC country for one test, in one call: two providers, their index, ordinary mail, on ports that are free; nothing of it is left after `stop()`.
 * `checkout`: where Ceralacca was cloned and `npm ci` was run.
 */
export async function startCountry({ checkout }) {
  const folder = await mkdtemp(join(tmpdir(), 'pec-country-'));
  const file = join(folder, 'network.json');
  const words = ['sandbox', '--data', join(folder, 'data'), '--base-port', '0', '--network-file', file, '--no-demo'];
  const launcher = spawn(process.execPath, [join(checkout, 'bin', 'ceralacca.mjs'), ...words], { stdio: 'pipe' });
  const ended = once(launcher, 'exit');
  let said = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.on('data', (text) => (said = (said + text).slice(-10_000)));
  const stop = async () => {
    launcher.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const network = await readWhenReady(file, launcher);
    return { network, stop, token: (login) => tokenOf(network, login), ...controlOf(network) };
  } catch (fault) {
    await stop();
    throw new Error(`the country did not start: ${said}`, { cause: fault });
  }
}

/** It is written, whole, when every door answers. */
async function readWhenReady(file, launcher) {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await pause(100)) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text);
    if (launcher.exitCode !== null) break;
  }
  throw new Error('there is no network file');
}

function controlOf({ control }) {
  const post = async (path, asked) => {
    const response = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(asked) });
    if (!response.ok) throw new Error(await response.text());
  };
  return {
    /** Legal time walks on, e.g. by `PT12H`; whatever falls due on the way is done when it resolves. */
    advance: (duration) => post('/clock', { advance: duration }),
    /** Puts a provider out of reach, or brings it back. */
    setRunning: (name, running) => post('/providers', { name, running }),
  };
}

/** A token for programs of this holder, made as the page Sviluppatori makes it: sign in, confirm, create. */
async function tokenOf({ providers }, login) {
  const { web, mailboxes } = providers.find((one) => one.mailboxes.some(({ address }) => address === login));
  const { password } = mailboxes.find(({ address }) => address === login);
  const headers = { 'content-type': 'application/json' };
  const call = async (path, body) => {
    const response = await fetch(`${web}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    if (cookies.length > 0) headers.cookie = cookies.join('; ');
    return await response.json();
  };
  headers['x-ceralacca-csrf'] = (await call('/session', { login, password })).me.csrf;
  await call('/session/confirm', { kind: 'password', password });
  const scopes = ['mail.send', 'mail.read', 'events'];
  return {
    url: web,
    credentials: { token: (await call('/credentials', { name: 'test', kind: 'token', scopes })).secret },
  };
}
