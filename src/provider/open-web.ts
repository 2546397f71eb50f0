import { readFile } from 'node:fs/promises';
import type { Logger, ProviderConfig } from '#config';
import {
  openHttpListener,
  openMetrics,
  type PageSet,
  serveHealth,
  serveMetrics,
  servePages,
} from '#doors/http-listener';
import { servePublicPages } from '#doors/public-pages';
import { API_ROOT, serveApi, serveApiDocuments } from '#doors/web-api';
import type { CommonToDoors, OpenDoor } from './doors-ports.ts';
import { HOUSE_VERSION } from './house-version.ts';
import { openWebPublic } from './open-web-public.ts';
import type { WritingArea } from './open-writing-area.ts';
import { PAGE_SETS, type PageSetName } from './pages-key.ts';
import { openWebAreas } from './web-areas.ts';
import { type DoorCounts, webMeasures, webReadiness } from './web-measures.ts';
import { openWebPages, type WebPages } from './web-pages.ts';
import type { WebGround } from './web-ports.ts';

const SETS = Object.keys(PAGE_SETS) as readonly PageSetName[];

/**
 * The web door: one listener for the API, the pages and what machines ask. Over TLS, or plain behind a proxy that ends it; the sandbox is plain
 * on loopback, since no browser knows its root.
 */
export async function openWeb(
  config: ProviderConfig,
  common: CommonToDoors,
  ground: WebGround,
  writing: Pick<WritingArea, 'writing' | 'book'>,
): Promise<OpenDoor> {
  const { log, monotonic, random } = ground;
  const { origins, proxies, metricsTokenFile } = config.web;
  const listen = config.doors.web!;
  const isPlain = proxies.length > 0 || origins.some((origin) => origin.startsWith('http:'));
  const counts: DoorCounts = { streams: 0, refused: new Map() };
  const measured = webMeasures(ground, counts);
  const metrics = openMetrics(measured.measures);
  const listener = await openHttpListener({
    listen,
    ...(!isPlain && { tls: common.tls }),
    // A port that the system chooses is in no name yet: tests.
    origins: listen.port === 0 ? [] : origins,
    proxies,
    monotonic,
    random,
    onAnswered(told) {
      metrics.answered(told);
      if (told.status >= 400 || told.route.startsWith(API_ROOT)) log.info({ ...told, ms: Math.round(told.ms) }, 'web');
    },
    onFault: (err, requestId, route) => log.error({ err, requestId, route }, 'the web door met a fault'),
  });
  serveHealth(listener, webReadiness(ground), monotonic);
  const token = metricsTokenFile === undefined ? undefined : (await readFile(metricsTokenFile, 'utf8')).trim();
  serveMetrics(listener, metrics, { token, isProxied: proxies.length > 0 });

  const areas = await openWebAreas(config, ground, writing);
  const refused = (kind: string) => counts.refused.set(kind, (counts.refused.get(kind) ?? 0) + 1);
  serveApi({
    listener,
    ...areas,
    ...{ monotonic, legalTime: ground.legalTime },
    checksAnswers: config.sandbox,
    onRefused: (_endpoint, kind) => void refused(kind),
    onStreams: (open) => {
      counts.streams = open;
    },
  });
  serveApiDocuments(listener, { title: config.name, version: HOUSE_VERSION });
  await servePublicPages(listener, await openWebPublic(config, ground));
  const pages = await openPages(config, log);
  servePages(
    listener,
    SETS.map((set): PageSet => ({ at: PAGE_SETS[set], files: () => pages.files(set) })),
  );
  const port = await listener.listen();
  return {
    port,
    async close() {
      measured.stop();
      await listener.close();
      await pages.stop();
    },
  };
}

async function openPages({ trustRoots, sandbox }: ProviderConfig, log: Logger): Promise<WebPages> {
  const roots = await Promise.all(trustRoots.map((path) => readFile(path, 'utf8')));
  const fill = (set: PageSetName, index: string) => (set === 'verify' ? withRoots(index, roots) : index);
  return openWebPages({ sets: SETS, log, followsSources: sandbox, fill });
}

/** The page that verifies believes who this provider believes; whoever reads it may add others. */
function withRoots(index: string, roots: readonly string[]): string {
  return index.replace('id="roots"></script>', () => `id="roots">${roots.join('').replaceAll('<', '')}</script>`);
}
