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

export interface ControlDoorParts {
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

async function handle(request: IncomingMessage, response: ServerResponse, parts: ControlDoorParts): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/clock') return answer(response, 404, { error: 'there is only /clock here' });
  // A page in somebody's browser must not move our clock.
  if (request.headers.origin !== undefined) return answer(response, 403, { error: 'not from a browser' });
  if (request.method === 'GET') return answer(response, 200, { now: new Date(parts.clock.now()).toISOString() });
  if (request.method === 'POST') return advance(request, response, parts);
  answer(response, 405, { error: 'GET or POST' });
}

/** The control door of the network (design 8): `GET /clock`, `POST /clock {"advance":"PT12H"}`. */
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
