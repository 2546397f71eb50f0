import { administrationEndpoints } from './administration-endpoints.ts';
import { developerEndpoints } from './developers.ts';
import type { Endpoint, NameOf } from './endpoint.ts';
import { enrolmentEndpoints } from './enrolment.ts';
import { keepingEndpoints } from './keeping-endpoints.ts';
import { mailEndpoints } from './mail-endpoints.ts';
import { mergeEndpoints } from './merge-endpoints.ts';
import { operationEndpoints } from './operation-endpoints.ts';
import { publicEndpoints } from './public.ts';
import { securityEndpoints } from './security.ts';
import { sessionEndpoints } from './session.ts';
import { teamworkEndpoints } from './teamwork.ts';
import { writingEndpoints } from './writing-endpoints.ts';

/**
 * What the web is told and may ask: shapes and endpoints, one table. The routes, the OpenAPI file, the clients in the browser and outside,
 * and the matrix of who may what are made from it.
 */
export const endpoints = {
  session: sessionEndpoints,
  security: securityEndpoints,
  mail: mailEndpoints,
  writing: writingEndpoints,
  keeping: keepingEndpoints,
  merging: mergeEndpoints,
  teamwork: teamworkEndpoints,
  developers: developerEndpoints,
  enrolment: enrolmentEndpoints,
  administration: administrationEndpoints,
  operation: operationEndpoints,
  public: publicEndpoints,
} as const;

export type Area = keyof typeof endpoints;
export type AnyEndpoint = (typeof endpoints)[Area][number];
/** By name, `GET /mailboxes`: what a client calls. */
export type Api = { readonly [E in AnyEndpoint as NameOf<E>]: E };
export const allEndpoints: readonly Endpoint[] = Object.values(endpoints).flat();

export * from './administration.ts';
export * from './administration-endpoints.ts';
export { ALARM_VALUES, type Alarm, type AlarmCode } from './alarms.ts';
export * from './chain.ts';
export * from './developers.ts';
export * from './endpoint.ts';
export * from './enrolment.ts';
export * from './mail.ts';
export * from './operation-endpoints.ts';
export { patternWords } from './pattern-words.ts';
export * from './public.ts';
export * from './refusal.ts';
export * from './security.ts';
export * from './session.ts';
export * from './teamwork.ts';
export * from './vocabulary.ts';
export * from './writing.ts';
