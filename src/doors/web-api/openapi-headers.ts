import type { z } from 'zod';
import type { Endpoint } from '#contract';
import type { Json } from './openapi-shapes.ts';

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

const KEY = header(
  'Idempotency-Key',
  'Any text of your own. For a week the same key, with the same message, sends nothing again and is answered the same.',
);
const LAST_EVENT = header('Last-Event-ID', 'With `Accept: text/event-stream`: cursor of the last event that was had.');
const OF_OCTETS = [
  header('Range', 'One range of bytes (RFC 9110 14.2), where the answer says `Accept-Ranges: bytes`.'),
  header('If-Range', 'The `ETag` of what the part is of: with another one everything is answered.'),
  header('If-None-Match', 'The `ETag` of what is known already.'),
];

/** The fields of a request that mean something here, beside those that all have. */
export function headersOf({ answer, method, takesKey, streams }: Endpoint): readonly Json[] {
  return [
    ...(takesKey ? [KEY] : []),
    ...(streams ? [LAST_EVENT] : []),
    ...(answer === 'octets' && method === 'GET' ? OF_OCTETS : []),
  ];
}

const text = (description: string): Json => ({ description, schema: { type: 'string' } });
const OCTETS = { '*/*': { schema: {} } };
const EVENT_STREAM = { 'text/event-stream': { schema: { type: 'string' } } };
const OCTETS_HEADERS = {
  ETag: text('Strong: the same tag, the same octets. Absent where they are made anew each time.'),
  'Accept-Ranges': text('`bytes`, or `none` where the length is not known.'),
  'Content-Disposition': text('RFC 6266: the name of the file.'),
};

/** What comes back when it works. */
export function answersOf({ answer, method, streams }: Endpoint, shapeOf: (schema: z.ZodType) => Json): Json {
  if (answer === 'nothing') return { 204: { description: 'Done' } };
  if (answer === 'elsewhere')
    return { 303: { description: 'Go there', headers: { Location: { schema: { type: 'string' } } } } };
  if (answer === 'events') return { 200: { description: 'Server-sent events', content: EVENT_STREAM } };
  if (answer === 'octets') {
    const whole = { 200: { description: 'Octets', headers: OCTETS_HEADERS, content: OCTETS } };
    if (method !== 'GET') return whole;
    const headers = { ...OCTETS_HEADERS, 'Content-Range': text('Which bytes, of how many.') };
    return {
      ...whole,
      206: { description: 'The part asked for', headers, content: OCTETS },
      304: { description: 'Nothing else than what is known already' },
      416: { description: 'No such part' },
    };
  }
  const json = { 'application/json': { schema: shapeOf(answer) } };
  return { 200: { description: 'Done', content: { ...json, ...(streams && EVENT_STREAM) } } };
}
