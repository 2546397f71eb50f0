import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RECORD_TREATMENTS, type RecordTreatment } from './authority.ts';
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

/** What can befall a provider: it is down and comes back, its certificate is withdrawn, it gets another. */
export interface Governed {
  readonly name: string;
  readonly held: boolean;
  hold(): Promise<void>;
  release(): Promise<void>;
  /** Its signing certificate is withdrawn, from this moment. */
  revoke(): Promise<void>;
  /** What the authority does with its record from now on: the index is published so at once. */
  treatRecord(treatment: RecordTreatment): Promise<void>;
  /** It gets a new signing key and certificate at once; or, for the key of a PKCS #10 request in PEM, the certificate alone, in PEM. */
  certify(request?: string): Promise<string | undefined>;
}

export interface ControlDoorParts {
  readonly providers: readonly Governed[];
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

function tellTime(_: IncomingMessage, response: ServerResponse, { clock }: ControlDoorParts): void {
  answer(response, 200, { now: new Date(clock.now()).toISOString() });
}

function tellProviders(_: IncomingMessage, response: ServerResponse, { providers }: ControlDoorParts): void {
  answer(response, 200, stateOf(providers));
}

function stateOf(providers: readonly Governed[]): object {
  return { providers: providers.map(({ name, held }) => ({ name, running: !held })) };
}

/** A question or order at one path. */
type Handler = (request: IncomingMessage, response: ServerResponse, parts: ControlDoorParts) => Promise<void> | void;

/** What is asked of a provider; answers what is told beside the state of all, undefined when it was not understood. */
type Order = (provider: Governed, asked: Asked) => Promise<object> | undefined;

interface Asked {
  readonly name?: unknown;
  readonly running?: unknown;
  readonly request?: unknown;
  readonly record?: unknown;
}

/** Does something to the provider a request names; `example` is told to who asks otherwise. */
function govern(example: object, order: Order): Handler {
  return async (request, response, parts) => {
    const body = await readBody(request);
    const asked: Asked = typeof body === 'object' && body !== null ? body : {};
    const provider = parts.providers.find(({ name }) => name === asked.name);
    const told = provider && (await parts.clock.between(async () => await order(provider, asked)));
    if (told) return answer(response, 200, { ...stateOf(parts.providers), ...told });
    const name = parts.providers[0]?.name ?? 'Gestore Alfa';
    answer(response, 400, { error: `send ${JSON.stringify({ name, ...example })}` });
  };
}

const hold: Order = (provider, { running }) => {
  if (typeof running !== 'boolean') return undefined;
  return (running ? provider.release() : provider.hold()).then(() => ({}));
};

const revoke: Order = (provider) => provider.revoke().then(() => ({}));

const certify: Order = (provider, { request }) => {
  if (request !== undefined && typeof request !== 'string') return undefined;
  return provider.certify(request).then((certificate) => (certificate === undefined ? {} : { certificate }));
};

const treatRecord: Order = (provider, { record }) => {
  const treatment = RECORD_TREATMENTS.find((one) => one === record);
  return treatment && provider.treatRecord(treatment).then(() => ({}));
};

const PATHS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/clock': { GET: tellTime, POST: advance },
  '/providers': { GET: tellProviders, POST: govern({ running: false }, hold) },
  '/record': { POST: govern({ record: 'withheld' }, treatRecord) },
  '/revoke': { POST: govern({}, revoke) },
  '/certify': { POST: govern({}, certify) },
};

async function handle(request: IncomingMessage, response: ServerResponse, parts: ControlDoorParts): Promise<void> {
  const path = PATHS[(request.url ?? '').split('?')[0] ?? ''];
  if (path === undefined) return answer(response, 404, { error: `there are ${Object.keys(PATHS).join(', ')} here` });
  // A page in somebody's browser must not move our clock.
  if (request.headers.origin !== undefined) return answer(response, 403, { error: 'not from a browser' });
  const handler = path[request.method ?? ''];
  if (handler === undefined) return answer(response, 405, { error: Object.keys(path).join(' or ') });
  await handler(request, response, parts);
}

/**
 * The control door of the network: `GET /clock`, `POST /clock {"advance":"PT12H"}`. To see what happens when a
 * provider is down: `GET /providers`, `POST /providers {"name":"Gestore Beta","running":false}`. When its certificate is
 * withdrawn: `POST /revoke {"name":"Gestore Beta"}`, and `POST /certify {"name":"Gestore Beta"}` gives it a new one. With
 * `"request":"-----BEGIN CERTIFICATE REQUEST-----…"` the answer bears a `certificate` for that key, and nothing else changes.
 * `POST /record {"name":"Gestore Beta","record":"struck"}`: the authority strikes its record off the index; `withheld`: goes on with the one it
 * has; `taken`: takes what is served, as at first.
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
