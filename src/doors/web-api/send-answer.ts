import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '#contract';
import { type Elsewhere, type Events, isEvents, type Octets } from './answer.ts';
import type { Call } from './call.ts';
import { callerName } from './caller-name.ts';
import { answerFaults } from './read-asked.ts';
import { sendEvents } from './send-events.ts';
import { sendOctets } from './send-octets.ts';
import type { Serving } from './serve-api.ts';

interface Answering {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly call: Call;
  judgeAgain(): Promise<void>;
  readonly serving: Serving;
}

/** Sends what a handler answered, as the table promises it. */
export async function sendAnswer(endpoint: Endpoint, answer: unknown, answering: Answering): Promise<FastifyReply> {
  const { request, reply, serving } = answering;
  const { answer: promised } = endpoint;
  if (promised === 'events' || isEvents(answer)) return sendStream(answer as Events, answering);
  if (promised === 'octets') return sendOctets(answer as Octets, request, reply);
  if (promised === 'elsewhere') return reply.redirect((answer as Elsewhere).location, 303);
  if (promised === 'nothing') return reply.code(204).send();
  if (serving.options.checksAnswers) {
    const faults = answerFaults(promised, answer);
    if (faults.length > 0)
      throw new Error(`${endpoint.method} ${endpoint.path} answers otherwise than promised: ${faults.join('; ')}`);
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
}

async function sendStream({ events }: Events, { reply, call, judgeAgain, serving }: Answering): Promise<FastifyReply> {
  const leave = serving.lines.take(callerName(call.visitor, call.peer));
  reply.raw.once('close', leave);
  const { limits, options } = serving;
  const { monotonic } = options;
  const mayStill = () =>
    judgeAgain().then(
      () => true,
      () => false,
    );
  return sendEvents(events, { signal: call.signal, heartbeatMs: limits.heartbeatMs, mayStill, monotonic }, reply);
}
