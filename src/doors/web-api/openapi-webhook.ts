import { webhookCall } from '#contract';
import type { Json, OpenApiShapes } from './openapi-shapes.ts';

/** What we call, not what is called: the webhook of a mailbox, as OpenAPI 3.1 describes it. */
export function openApiWebhook(shapes: OpenApiShapes): Json {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  });
  return {
    post: {
      operationId: 'takeEvents',
      tags: ['developers'],
      summary:
        'Events of a mailbox, in order and at least once: those whose cursor is not behind your last are no news',
      parameters: [
        header('Ceralacca-Webhook', 'Its id.'),
        header('Ceralacca-Cursor', 'Where the events of the body end.'),
        header(
          'Ceralacca-Signature',
          '`t=SECONDS,v1=HEX`: HMAC-SHA-256 of SECONDS, a point and the octets of the body, under the secret of the webhook.',
        ),
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: shapes.shapeOf(webhookCall, 'WebhookCall') } },
      },
      responses: {
        204: { description: 'Kept. Any 2xx will do.' },
        410: { description: 'Over: it is turned off.' },
        default: { description: 'Not kept: the same comes again later.' },
      },
    },
  };
}
