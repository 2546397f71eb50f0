import { readFile } from 'node:fs/promises';
import type { ProviderConfig } from '#config';
import { openHttpListener, type PageSet, servePages } from '#doors/http-listener';
import { serveApi } from '#doors/web-api';
import type { CommonToDoors, OpenDoor } from './doors-ports.ts';
import { PAGE_SETS, type PageSetName } from './pages-key.ts';
import { openWebAreas } from './web-areas.ts';
import { openWebPages } from './web-pages.ts';
import type { WebGround } from './web-ports.ts';

const SETS = Object.keys(PAGE_SETS) as readonly PageSetName[];

/**
 * The web door: one listener for the API, the pages and what machines ask. Over TLS, or plain behind a proxy that ends it; the sandbox is plain
 * on loopback, since no browser knows its root.
 */
export async function openWeb(config: ProviderConfig, common: CommonToDoors, ground: WebGround): Promise<OpenDoor> {
  const { log, monotonic, random } = ground;
  const { origins, proxies } = config.web;
  const listen = config.doors.web!;
  const isPlain = proxies.length > 0 || origins.some((origin) => origin.startsWith('http:'));
  const listener = await openHttpListener({
    listen,
    ...(!isPlain && { tls: common.tls }),
    // A port that the system chooses is in no name yet: tests.
    origins: listen.port === 0 ? [] : origins,
    proxies,
    monotonic,
    random,
    onAnswered: ({ ms, ...told }) => log.info({ ...told, ms: Math.round(ms) }, 'web'),
    onFault: (err, requestId, route) => log.error({ err, requestId, route }, 'the web door met a fault'),
  });
  const areas = await openWebAreas(config, common, ground);
  const roots = await Promise.all(config.trustRoots.map((path) => readFile(path, 'utf8')));
  const pages = openWebPages({
    sets: SETS,
    log,
    fill: (set, index) => (set === 'verify' ? withRoots(index, roots) : index),
  });
  serveApi({ listener, ...areas, monotonic, checksAnswers: config.sandbox });
  servePages(
    listener,
    SETS.map((set): PageSet => ({ at: PAGE_SETS[set], files: () => pages.files(set) })),
  );
  const port = await listener.listen();
  return {
    port,
    async close() {
      await listener.close();
      await areas.stop();
      await pages.stop();
    },
  };
}

/** The page that verifies believes who this provider believes; whoever reads it may add others. */
function withRoots(index: string, roots: readonly string[]): string {
  return index.replace('id="roots"></script>', () => `id="roots">${roots.join('').replaceAll('<', '')}</script>`);
}
