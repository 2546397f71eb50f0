import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { id, instant, line } from './vocabulary.ts';

/** `2026-Q1`: January to April. */
const quadrimestre = z.string().regex(/^\d{4}-Q[123]$/);

const operators = { roles: ['operator'] } as const;
const lookers = { roles: ['operator', 'auditor'] } as const;

/** What is owed to the authority: availability, statistics, outages, malfunctions (spec 16). */
export const dutyEndpoints = [
  endpoint({
    method: 'GET',
    path: '/admin/service-levels',
    summary: 'Availability of a quadrimestre, outages, malfunctions',
    access: lookers,
    scope: 'administration',
    query: z.object({
      period: quadrimestre.optional(),
    }),
    answer: z.object({
      period: z.string(),
      availability: z.number(),
      required: z.number(),
      minutesDown: z.number(),
      minutesLeft: z.number(),
      outages: z.array(
        z.object({
          id,
          /** Announced: it has not begun. Withdrawn: it never did. */
          state: z.enum(['announced', 'lasting', 'ended', 'withdrawn']),
          from: instant,
          to: instant.optional(),
          withdrawnAt: instant.optional(),
          kind: z.string(),
          cause: z.string().optional(),
          /** What stood still. */
          points: z.array(z.string()),
          /** Does it count toward the availability owed? */
          counts: z.boolean(),
        }),
      ),
      malfunctions: z.array(
        z.object({
          id,
          at: instant,
          code: z.string(),
          text: z.string(),
          /** What was done since, in order. */
          notes: z.array(z.object({ at: instant, text: z.string() })),
          /** To the authority. */
          reportedAt: instant.optional(),
          closedAt: instant.optional(),
        }),
      ),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/admin/statistics',
    summary: 'Record P01 for the authority',
    access: lookers,
    scope: 'administration',
    query: z.object({
      period: quadrimestre.optional(),
      as: z.enum(['json', 'csv']).default('json'),
      /** The provider's code as the authority writes it (`VAT-…`, `TIN-…`, `IPA-…`): without it no record can be handed in. */
      code: z.string().max(30).optional(),
    }),
    /** `csv`: the lines, in `csv`. */
    answer: z.looseObject({ csv: z.string().optional() }),
  }),
  endpoint({
    method: 'POST',
    path: '/admin/malfunctions',
    summary: 'Record a malfunction',
    access: operators,
    isSensitive: true,
    body: z.object({ code: z.string().max(4), text: line, at: instant.optional() }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/admin/malfunctions/{malfunction}/notes',
    summary: 'What was done since: a sentence, and perhaps that it was reported to the authority, or is over',
    access: operators,
    isSensitive: true,
    params: z.object({ malfunction: id }),
    body: z.object({ text: line, isReported: z.boolean().default(false), isOver: z.boolean().default(false) }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/admin/outages',
    summary: 'Write an outage down; without `to` it lasts. Only a planned one may be announced before it begins',
    access: operators,
    isSensitive: true,
    body: z.object({
      kind: z.enum(['planned', 'incident', 'malfunction']),
      reason: line,
      from: instant.optional(),
      to: instant.optional(),
      /** What stood still: access, incoming, delivery point. */
      points: z
        .array(z.enum(['AP', 'InP', 'DP']))
        .min(1)
        .max(3),
      /** Toward the availability owed. */
      counts: z.boolean().default(true),
    }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/admin/outages/{outage}/end',
    summary: 'The service works again',
    access: operators,
    isSensitive: true,
    params: z.object({ outage: id }),
    body: z.object({ at: instant.optional(), reason: line }),
    answer: 'nothing',
  }),
  endpoint({
    method: 'POST',
    path: '/admin/outages/{outage}/withdraw',
    summary: 'What was announced will not be; until it begins',
    access: operators,
    isSensitive: true,
    params: z.object({ outage: id }),
    body: z.object({ reason: line }),
    answer: 'nothing',
  }),
] as const;
