import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '#contract';
import { problemOf } from './problem-of.ts';
import { requestLanguage } from './request-language.ts';
import { DATA_POLICY } from './security-headers.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
/** What OAuth 2 says in `error` comes as plain JSON (RFC 6749 5.2): its clients look at nothing else. */
const OAUTH_TYPE = 'application/json; charset=utf-8';

/** Tells a request why not. Where octets are on their way already nothing can be told: the connection is cut. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
  const { problem, isFault } = problemOf(error, request.language);
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return isFault;
  }
  if (problem.retryAfter !== undefined) reply.header('retry-after', problem.retryAfter);
  // What was not read of the body must not be taken for the next request.
  if (!request.raw.complete) reply.header('connection', 'close');
  for (const name of ['content-length', 'content-disposition', 'etag', 'content-range', 'accept-ranges'])
    reply.removeHeader(name);
  reply
    .code(problem.status)
    .type('error' in problem ? OAUTH_TYPE : PROBLEM_TYPE)
    .send(JSON.stringify(problem));
  return isFault;
}

/** The same where there is no request yet that the framework knows of. */
export function answerRawProblem(error: unknown, response: ServerResponse, acceptLanguage?: string): void {
  if (response.headersSent) return void response.destroy();
  const body = rawBody(problemOf(error, requestLanguage(acceptLanguage)).problem);
  response.writeHead(body.status, { ...RAW_HEADERS, 'content-length': body.octets.length, connection: 'close' });
  response.end(body.octets);
}

/** And where there is not even an answer to write: octets for the socket. */
export function rawProblem(error: unknown): string {
  const { status, title, octets } = rawBody(problemOf(error, 'it').problem);
  const headers = { ...RAW_HEADERS, 'content-length': octets.length, connection: 'close' };
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${title}\r\n${fields.join('')}\r\n${octets}`;
}

const RAW_HEADERS = {
  'content-type': PROBLEM_TYPE,
  'x-content-type-options': 'nosniff',
  'content-security-policy': DATA_POLICY,
  'cache-control': 'no-store',
};

function rawBody(problem: Problem) {
  return { status: problem.status, title: problem.title, octets: Buffer.from(JSON.stringify(problem)) };
}
