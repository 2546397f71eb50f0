import type { FastifyRequest } from 'fastify';
import type { Asked, Endpoint } from '#contract';
import { noBodyWanted } from './door-refusals.ts';
import { readAsked } from './read-asked.ts';
import { type BodyLimits, hasBody, readOctets, readValue } from './read-body.ts';

/** What is asked, checked; octets as a stream that nobody has begun to read. */
export async function readRequest(
  endpoint: Endpoint,
  request: FastifyRequest,
  limits: BodyLimits,
): Promise<Asked<Endpoint>> {
  const params = readAsked(endpoint, 'params', request.params);
  const query = readAsked(endpoint, 'query', request.query);
  if (endpoint.body === 'octets') return { params, query, body: readOctets(request.raw, limits) };
  const given = hasBody(request.raw) ? await readValue(request.raw, endpoint.takesForms === true, limits) : undefined;
  if (endpoint.body !== undefined) return { params, query, body: readAsked(endpoint, 'body', given) };
  // Many clients write an empty object where nothing is wanted.
  if (given !== undefined && JSON.stringify(given) !== '{}') throw noBodyWanted();
  return { params, query, body: undefined };
}
