/** Built pages behind the real listener, with answers given by hand: for states that a real provider shows only on a bad day. */
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemMonotonic, systemRandom } from '#config';
import { allEndpoints } from '#contract';
import { openHttpListener, readPageFiles, servePages } from '#doors/http-listener';
import { servePublicPages } from '#doors/public-pages';
import { buildPages, PAGE_SETS, type PageSetName, pagesKey } from '#provider';
import { samplePublicPages } from '#testing';

const FONTS = new URL('../../node_modules/@fontsource/titillium-web/files/', import.meta.url);

/** What the interface answers: by endpoint, a value, a status with a problem, or for ever nothing. */
export type StageAnswer =
  | { readonly json: unknown }
  | { readonly status: number; readonly problem: object }
  | { readonly events: readonly string[] }
  | 'never';
/** `params`: what stood in the braces of the path. */
export type Answering = (name: string, query: URLSearchParams, params: Readonly<Record<string, string>>) => StageAnswer;

export interface Stage {
  readonly url: string;
  /** Changed between pages. */
  answer: Answering;
  /** Endpoints asked for, with their bodies. */
  readonly asked: { readonly name: string; readonly body: string }[];
  /** Over every stream that is open; answers how many. */
  tell(event: object): number;
  /** Breaks them off in the middle. */
  cut(): void;
  close(): Promise<void>;
}

/** Endpoints of the contract, by name. */
export const ALL_NAMES: readonly string[] = allEndpoints.map(({ method, path }) => `${method} ${path}`);

/** The pages of these sets, and the public ones. `names`: endpoints the interface has. */
export async function openStage(sets: readonly PageSetName[], names = ALL_NAMES): Promise<Stage> {
  const monotonic = systemMonotonic();
  const closing = new AbortController();
  const listener = await openHttpListener({
    listen: { host: '127.0.0.1', port: 0 },
    origins: [],
    monotonic,
    random: systemRandom(),
    limits: { graceMs: 200 },
    onFault: (fault) => console.error(fault),
  });
  const streams = new Set<ServerResponse>();
  const stage = { answer: (() => 'never') as Answering, asked: [] as { name: string; body: string }[] };
  for (const name of names) {
    const [method = '', path = ''] = name.split(' ');
    listener.app.route({
      method: method as 'GET',
      url: `/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      async handler(request, reply) {
        const pieces: Buffer[] = [];
        for await (const piece of request.raw) pieces.push(piece as Buffer);
        stage.asked.push({ name, body: Buffer.concat(pieces).toString() });
        const { searchParams } = new URL(request.url, 'http://stage');
        const answer = stage.answer(name, searchParams, request.params as Record<string, string>);
        if (answer === 'never') {
          await wait(60_000, undefined, { signal: closing.signal }).catch(() => undefined);
          return reply.code(503).send();
        }
        if ('events' in answer) {
          const { raw } = reply.hijack();
          streams.add(raw.on('close', () => streams.delete(raw)));
          return sendEvents(raw, answer.events, closing.signal);
        }
        if ('problem' in answer) {
          const { status, problem } = answer;
          return reply
            .code(status)
            .type('application/problem+json')
            .send(JSON.stringify({ status, ...problem }));
        }
        if (answer.json === undefined) return reply.code(204).send();
        return reply.type('application/json').send(JSON.stringify(answer.json));
      },
    });
  }
  const letters = ['400', '600'].map((weight) => `titillium-web-latin-${weight}-normal.woff2`);
  const fonts = new Map(letters.map((name) => [name, new Uint8Array(readFileSync(new URL(name, FONTS)))]));
  const sample = samplePublicPages({ monotonic });
  await servePublicPages(listener, { ...sample, files: { ...sample.files, fonts } });
  const built = await Promise.all(sets.map(async (set) => ({ at: PAGE_SETS[set], files: await builtFiles(set) })));
  servePages(
    listener,
    built.map(({ at, files }) => ({ at, files: () => files })),
  );
  const port = await listener.listen();
  return Object.assign(stage, {
    url: `http://127.0.0.1:${port}`,
    tell(event: object) {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
      return streams.size;
    },
    cut() {
      for (const stream of streams) stream.destroy();
    },
    async close() {
      closing.abort();
      await listener.close();
    },
  });
}

/** Built once for the same sources. */
async function builtFiles(set: PageSetName) {
  const folder = join(tmpdir(), `ceralacca-stage-${userInfo().uid}`, `${set}-${await pagesKey(set)}`);
  if (!existsSync(folder)) await buildPages(set, folder);
  return await readPageFiles(folder);
}

function sendEvents(to: ServerResponse, events: readonly string[], signal: AbortSignal): void {
  to.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // A browser that lost it comes back at once.
  to.write('retry: 50\n\n');
  for (const event of events) to.write(`data: ${event}\n\n`);
  signal.addEventListener('abort', () => to.end());
}
