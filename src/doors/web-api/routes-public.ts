import type { PublicPages } from '#administration';
import { type publicEndpoints, Refusal } from '#contract';
import { isoLegalTime } from '#pec';
import type { Routes } from './routes.ts';

export function publicRoutes(pages: PublicPages): Routes<typeof publicEndpoints> {
  return {
    'GET /public/provider': () => pages.provider(),
    async 'GET /public/providers'() {
      const { asOf, providers } = await pages.providers();
      return { ...(asOf !== undefined && { asOf: isoLegalTime(asOf) }), providers: [...providers] };
    },
    async 'GET /public/status'() {
      const { at, points, availability, outages } = await pages.status();
      return {
        at: isoLegalTime(at),
        points: [...points],
        availability,
        outages: outages.map(({ from, to, kind, isAnnounced }) => ({
          from: isoLegalTime(from),
          ...(to !== undefined && { to: isoLegalTime(to) }),
          kind,
          isAnnounced,
        })),
      };
    },
    async 'GET /public/bodies/{slug}'({ params }) {
      const page = await pages.body(params.slug);
      if (page !== undefined) return page;
      throw new Refusal('not-found', 'body-unknown', {
        it: 'Nessun ente pubblica qui i suoi indirizzi con questo nome.',
        en: 'No body of this name publishes its addresses here.',
        de: 'Keine Körperschaft dieses Namens veröffentlicht hier ihre Adressen.',
      });
    },
  };
}
