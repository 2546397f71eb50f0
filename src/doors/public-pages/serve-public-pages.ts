import { readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LANGUAGES, type Language, type PublicPage } from '#contract';
import { peerNetwork } from '#doors/brakes';
import { type HttpListener, type Pace, pace } from '#doors/http-listener';
import type { Monotonic } from '#ports';
import { bodyCsv, bodyJson } from './body-data.ts';
import { bodyFramed, bodyMain } from './body-page.ts';
import { giveTicket, isGoodTicket } from './download-ticket.ts';
import type { Markup } from './html.ts';
import { type Page, SEAL_SVG, STYLE_PATH, writeFramed, writePage } from './layout.ts';
import { bodiesMain, noticeMain, providersMain, statementMain, statusMain } from './other-pages.ts';
import { framedPolicy, PUBLIC_POLICY } from './policies.ts';
import { providerMain } from './provider-page.ts';
import type { PublicPagesPorts } from './public-pages-ports.ts';
import { readForm } from './read-form.ts';
import { fill, WORDS } from './words.ts';

/** Pages of one network in a minute; lists of addresses, as page or file, are fewer. */
const PAGES_PER_MINUTE = 120;
const BODIES_PER_MINUTE = 30;
const SLUG = /^[a-z0-9-]{1,80}$/;
const A_DAY = 'public, max-age=86400';
const A_YEAR = 'public, max-age=31536000, immutable';

export interface PublicPagesOptions extends PublicPagesPorts {
  readonly monotonic: Monotonic;
}

/** Adds the pages that everybody may read: of the provider, of all providers, of the bodies. Whole without scripts. */
export async function servePublicPages(listener: HttpListener, options: PublicPagesOptions): Promise<void> {
  const style = await readFile(new URL('./style.css', import.meta.url));
  serveFiles(listener, options, style);
  const visits = pace(options.monotonic, PAGES_PER_MINUTE);
  const lists = pace(options.monotonic, BODIES_PER_MINUTE);
  for (const fixed of [undefined, ...LANGUAGES]) {
    servePages(listener, options, fixed, visits);
    serveBodies(listener, options, fixed, lists);
  }
}

type Answering = (request: FastifyRequest, language: Language) => Promise<Told> | Told;
interface Told {
  readonly title: string;
  readonly main: Markup;
  readonly status?: number;
  readonly cache?: string;
}

function servePages({ app }: HttpListener, ports: PublicPagesOptions, fixed: Language | undefined, visits: Pace): void {
  const add = (path: string, answer: Answering) =>
    app.get(`${fixed === undefined ? '' : `/${fixed}`}${path}`, async (request, reply) => {
      const language = languageOf(request, reply, fixed);
      const told = isTooMuch(visits, request, reply) ? tooMany(language) : await answer(request, language);
      return send(reply, ports, { ...told, language, path });
    });
  add('/gestore', async (_, language) => {
    const [certificates, head] = await Promise.all([ports.certificates(), ports.newestHead()]);
    return {
      title: WORDS[language].navProvider,
      main: providerMain({ provider: ports.provider, certificates, head }, language),
    };
  });
  add('/gestori', async (_, language) => ({
    title: WORDS[language].providersTitle,
    main: providersMain(await ports.providers(), language),
  }));
  add('/stato', async (_, language) => ({
    title: WORDS[language].statusTitle,
    main: statusMain(await ports.status(), language),
    cache: 'public, max-age=30',
  }));
  add('/enti', async (_, language) => ({
    title: WORDS[language].bodiesTitle,
    main: bodiesMain(await ports.bodies(), language),
  }));
  add('/accessibilita', (_, language) => statementMain('accessibility', ports.provider, language));
  add('/privacy', (_, language) => statementMain('privacy', ports.provider, language));
  // Under a language there are these pages alone: the program of the webmail would not know what to show.
  if (fixed !== undefined) {
    const missing = (request: FastifyRequest, reply: FastifyReply) => {
      const language = languageOf(request, reply, fixed);
      const told = isTooMuch(visits, request, reply) ? tooMany(language) : notFound(language);
      return send(reply, ports, { ...told, language, path: '/gestore' });
    };
    app.get(`/${fixed}`, missing);
    app.get(`/${fixed}/*`, missing);
  }
}

function serveBodies(
  { app, origins }: HttpListener,
  ports: PublicPagesOptions,
  fixed: Language | undefined,
  lists: Pace,
): void {
  const root = `${fixed === undefined ? '' : `/${fixed}`}/enti/:slug`;
  type Found = { readonly page: PublicPage; readonly slug: string; readonly language: Language };

  /** Finds the body, or says that there is none, or that it was asked too often. */
  const about =
    (answer: (found: Found, request: FastifyRequest, reply: FastifyReply) => unknown) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const language = languageOf(request, reply, fixed);
      const { slug } = request.params as { readonly slug: string };
      if (isTooMuch(lists, request, reply))
        return send(reply, ports, { ...tooMany(language), language, path: '/enti' });
      const page = SLUG.test(slug) ? await ports.body(slug) : undefined;
      if (page === undefined) return send(reply, ports, { ...notFound(language), language, path: '/enti' });
      return answer({ page, slug, language }, request, reply);
    };

  app.get(
    root,
    about(({ page, slug, language }, _, reply) => {
      const ticket = giveTicket(ports.ticketKey, slug, ports.legalTime.now());
      const main = bodyMain(page, { slug, language, origin: origins[0], ticket });
      const title = fill(WORDS[language].bodyTitle, { body: page.body });
      return send(reply, ports, { title, main, language, path: `/enti/${slug}`, cache: 'private, max-age=300' });
    }),
  );
  app.get(
    `${root}/incorpora`,
    about(({ page, slug, language }, _, reply) => {
      const title = fill(WORDS[language].bodyTitle, { body: page.body });
      reply.header('content-security-policy', framedPolicy(page.site));
      reply.header('cache-control', 'public, max-age=300').type('text/html; charset=utf-8');
      return reply.send(writeFramed({ title, main: bodyFramed(page, { slug, language }), language }, ports.provider));
    }),
  );
  app.post(
    `${root}/dati`,
    about(async ({ page, slug, language }, request, reply) => {
      const form = await readForm(request.raw);
      if (!isGoodTicket(ports.ticketKey, slug, form?.get('biglietto') ?? '', ports.legalTime.now()))
        return send(reply, ports, { ...stale(language, slug), language, path: `/enti/${slug}` });
      const isCsv = form?.get('formato') === 'csv';
      reply.header('content-disposition', `attachment; filename="${slug}.${isCsv ? 'csv' : 'json'}"`);
      reply
        .header('x-robots-tag', 'noindex')
        .type(isCsv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
      return reply.send(isCsv ? bodyCsv(page) : bodyJson(page));
    }),
  );
}

function serveFiles({ app }: HttpListener, { files, certificates }: PublicPagesOptions, style: Uint8Array): void {
  app.get(STYLE_PATH, (_, reply) => reply.header('cache-control', A_DAY).type('text/css; charset=utf-8').send(style));
  app.get('/pubblico/sigillo.svg', (_, reply) =>
    reply.header('cache-control', A_DAY).type('image/svg+xml').send(SEAL_SVG),
  );
  app.get('/pubblico/lettere/:name', (request, reply) => {
    const font = files.fonts.get((request.params as { readonly name: string }).name);
    if (font === undefined) return reply.code(404).send();
    return reply.header('cache-control', A_YEAR).type('font/woff2').send(Buffer.from(font));
  });
  app.get('/gestore/radici.pem', (_, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('application/x-pem-file').send(files.roots),
  );
  app.get('/gestore/certificati/:name', async (request, reply) => {
    const { name } = request.params as { readonly name: string };
    const found = (await certificates()).find(({ sha256 }) => `${sha256}.cer` === name);
    if (found === undefined) return reply.code(404).send();
    return reply.header('cache-control', A_DAY).type('application/pkix-cert').send(Buffer.from(found.der));
  });
  app.get('/robots.txt', (_, reply) =>
    reply.header('cache-control', A_DAY).type('text/plain').send('User-agent: *\nDisallow: /api/\nDisallow: /*/dati\n'),
  );
}

function languageOf(request: FastifyRequest, reply: FastifyReply, fixed: Language | undefined): Language {
  if (fixed === undefined) reply.header('vary', 'accept-language');
  return fixed ?? request.language;
}

function isTooMuch(brake: Pace, request: FastifyRequest, reply: FastifyReply): boolean {
  const waitMs = brake.take(peerNetwork(request.ip));
  if (waitMs > 0) reply.header('retry-after', Math.ceil(waitMs / 1_000));
  return waitMs > 0;
}

function send(reply: FastifyReply, { provider }: PublicPagesOptions, told: Told & Pick<Page, 'language' | 'path'>) {
  reply
    .code(told.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('content-language', told.language);
  reply.header('content-security-policy', PUBLIC_POLICY);
  reply.header('cache-control', told.status === undefined ? (told.cache ?? 'public, max-age=300') : 'no-store');
  return reply.send(writePage(told, provider));
}

const home = (language: Language) => ({ href: `/${language}/gestore`, text: WORDS[language].home });
function notFound(language: Language): Told {
  const { notFoundTitle: title, notFoundText: text } = WORDS[language];
  return { title, main: noticeMain(title, text, home(language)), status: 404 };
}
function tooMany(language: Language): Told {
  const { tooManyTitle: title, tooManyText: text } = WORDS[language];
  return { title, main: noticeMain(title, text, home(language)), status: 429 };
}
function stale(language: Language, slug: string): Told {
  const { staleTitle: title, staleText: text, back } = WORDS[language];
  return { title, main: noticeMain(title, text, { href: `/${language}/enti/${slug}`, text: back }), status: 403 };
}
