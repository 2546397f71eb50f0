import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { address, day, instant, line } from './vocabulary.ts';

/** A line of a body's public page: a service, an official or an office, with its addresses and their policy. */
export const publicEntry = z.object({
  section: line,
  name: line,
  /** Codes in the IPA, where there are. */
  ipaCode: z.string().max(20).optional(),
  official: z.string().max(200).optional(),
  description: z.string().max(1_000).optional(),
  addresses: z
    .array(
      z.object({
        address,
        kind: z.enum(['certified', 'ordinary']),
        label: z.string().max(100).optional(),
        /** The body's institutional box of a register, or of a sector. */
        role: z.enum(['institutional', 'sector', 'front-office', 'official']).optional(),
        /** Ordinary mail to it is turned away. */
        certifiedOnly: z.boolean(),
      }),
    )
    .max(20),
});
export type PublicEntry = z.output<typeof publicEntry>;

export const publicPage = z.object({
  body: line,
  ipaCode: z.string().optional(),
  site: z.url().optional(),
  updatedOn: day,
  entries: z.array(publicEntry),
});
export type PublicPage = z.output<typeof publicPage>;

export const publicEndpoints = [
  endpoint({
    method: 'GET',
    path: '/public/provider',
    summary: "The provider's public data",
    access: 'anyone',
    answer: z.object({
      name: z.string(),
      domain: z.string(),
      serviceAddress: z.string(),
      isSandbox: z.boolean(),
      domains: z.int(),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/public/providers',
    summary: 'Providers, from the public part of the index',
    access: 'anyone',
    answer: z.object({
      asOf: instant.optional(),
      providers: z.array(z.object({ name: z.string(), mailReceipt: z.string(), domains: z.int() })),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/public/status',
    summary: 'Is the service up, and what happened in this quadrimestre',
    access: 'anyone',
    answer: z.object({
      at: instant,
      points: z.array(z.object({ point: z.enum(['access', 'incoming', 'delivery']), isUp: z.boolean() })),
      availability: z.number().optional(),
      outages: z.array(
        z.object({
          from: instant,
          to: instant.optional(),
          kind: z.string(),
          /** It has not begun. */
          isAnnounced: z.boolean(),
        }),
      ),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/public/bodies/{slug}',
    summary: 'PEC addresses of a body',
    access: 'anyone',
    params: z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) }),
    answer: publicPage,
  }),
] as const;
