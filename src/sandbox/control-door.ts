import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { addDuration } from './iso-duration.ts';
import type { TimeMachine } from './time-machine.ts';

const BODY_LIMIT = 4096;

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > BODY_LIMIT) return undefined;
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(`${JSON.stringify(body)}\n`);
}

/** A provider that can be held, as if it were down, and let go again. */
export interface Holdable {
  readonly name: string;
  readonly held: boolean;
  hold(): Promise<void>;
  release(): Promise<void>;
}

export interface ControlDoorParts {
  readonly providers: readonly Holdable[];
  readonly clock: TimeMachine;
  /** No walk beyond this instant: the test root ends there. */
  readonly lastInstant: number;
}

async function advance(request: IncomingMessage, response: ServerResponse, parts: ControlDoorParts): Promise<void> {
  const body = await readBody(request);
  const duration = typeof body === 'object' && body !== null && 'advance' in body ? body.advance : undefined;
  if (typeof duration !== 'string' || addDuration(0, duration) === undefined)
    return answer(response, 400, {
      error: 'send {"advance":"PT12H"}: an ISO 8601 duration; the clock never goes back',
    });
  const target = (now: number) => addDuration(now, duration) ?? now;
  if (target(parts.clock.now()) > parts.lastInstant)
    return answer(response, 400, { error: `the test root ends at ${new Date(parts.lastInstant).toISOString()}` });
  const now = await parts.clock.advance(target);
  answer(response, 200, { now: new Date(now).toISOString() });
}

function tellProviders(response: ServerResponse, { providers }: ControlDoorParts): void {
  answer(response, 200, { providers: providers.map(({ name, held }) => ({ name, running: !held })) });
}

async function hold(request: IncomingMessage, response: ServerResponse, parts: ControlDoorParts): Promise<void> {
  const body = await readBody(request);
  const asked = typeof body === 'object' && body !== null ? (body as { name?: unknown; running?: unknown }) : {};
  const provider = parts.providers.find(({ name }) => name === asked.name);
  if (provider === undefined || typeof asked.running !== 'boolean') {
    const name = parts.providers[0]?.name ?? 'Gestore Alfa';
    return answer(response, 400, { error: `send ${JSON.stringify({ name, running: false })}` });
  }
  await parts.clock.between(() => (asked.running === true ? provider.release() : provider.hold()));
  tellProviders(response, parts);
}

async function handle(request: IncomingMessage, response: ServerResponse, parts: ControlDoorParts): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/clock' && path !== '/providers')
    return answer(response, 404, { error: 'there are /clock and /providers here' });
  // A page in somebody's browser must not move our clock.
  if (request.headers.origin !== undefined) return answer(response, 403, { error: 'not from a browser' });
  if (request.method === 'GET') {
    if (path === '/clock') answer(response, 200, { now: new Date(parts.clock.now()).toISOString() });
    else tellProviders(response, parts);
  } else if (request.method === 'POST') await (path === '/clock' ? advance : hold)(request, response, parts);
  else answer(response, 405, { error: 'GET or POST' });
}

/**
 * The control door of the network (design 8): `GET /clock`, `POST /clock {"advance":"PT12H"}`; and, to see what happens when a
 * provider is down, `GET /providers`, `POST /providers {"name":"Gestore Beta","running":false}`.
 */
export function openControlDoor(listen: { host: string; port: number }, parts: ControlDoorParts): Promise<Server> {
  const server = createServer((request, response) => {
    handle(request, response, parts).catch((fault: unknown) => {
      answer(response, 500, { error: fault instanceof Error ? fault.message : String(fault) });
    });
  });
  // A walk of ten years answers after minutes.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => resolve(server));
  });
}
