import type { z } from 'zod';
import { type Access, type Area, type Endpoint, endpoints, problem, type SCOPES } from '#contract';
import { answersOf, headersOf } from './openapi-headers.ts';
import { type Json, OpenApiShapes } from './openapi-shapes.ts';
import { openApiWebhook } from './openapi-webhook.ts';
import { API_ROOT } from './serve-api.ts';

export interface OpenApiFacts {
  readonly title: string;
  readonly version: string;
  /** Absent: where the document itself was had. */
  readonly server?: string;
}

const SCOPE_WORDS: Readonly<Record<(typeof SCOPES)[number], string>> = {
  'mail.read': 'Read messages, receipts and chains',
  'mail.write': 'Move, flag and delete messages, change folders',
  'mail.send': 'Send certified messages',
  events: 'Read events, keep webhooks',
  settings: 'Change rules, contacts, templates and settings',
  administration: 'Administer, as far as the roles of the owner go',
};

/** The document of the whole API in OpenAPI 3.1, made from the contract's table and nothing else. */
export function openApiDocument({ title, version, server }: OpenApiFacts): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  const shapes = new OpenApiShapes();
  shapes.shapeOf(problem, 'Problem');
  for (const [area, table] of Object.entries(endpoints) as [Area, readonly Endpoint[]][]) {
    for (const endpoint of table) {
      paths[endpoint.path] ??= {};
      paths[endpoint.path]![endpoint.method.toLowerCase()] = operation(area, endpoint, shapes);
    }
  }
  return {
    openapi: '3.1.1',
    info: { title, version, license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } },
    servers: [{ url: `${server ?? ''}${API_ROOT}` }],
    tags: Object.keys(endpoints).map((name) => ({ name })),
    paths,
    webhooks: { events: openApiWebhook(shapes) },
    components: {
      schemas: shapes.schemas,
      responses: { Problem: problemAnswer() },
      securitySchemes: schemes(),
    },
  };
}

/** `GET /mailboxes/{mailbox}/folders` -> `getMailboxesMailboxFolders`: a name for generated clients. */
export function operationId({ method, path }: Pick<Endpoint, 'method' | 'path'>): string {
  const words = path.split(/[/{}.-]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

function operation(area: Area, endpoint: Endpoint, shapes: OpenApiShapes): Json {
  const { summary, access, scope, body, perMinute, isSensitive } = endpoint;
  const fields = (['path', 'query'] as const).flatMap((where) => fieldsOf(endpoint, where, shapes));
  const parameters = [...fields, ...headersOf(endpoint)];
  return {
    operationId: operationId(endpoint),
    tags: [area],
    summary,
    description: description(endpoint),
    security: securityOf(access, scope),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: bodyOf(endpoint, shapes) }),
    responses: {
      ...answersOf(endpoint, (schema) => shapes.shapeOf(schema, `${operationId(endpoint)}_answer`)),
      default: { $ref: '#/components/responses/Problem' },
    },
    ...(perMinute !== undefined && { 'x-calls-per-minute': perMinute }),
    ...(isSensitive && { 'x-needs-confirmed-session': true }),
  };
}

function description({ access, scope, isSensitive, perMinute }: Endpoint): string {
  const who =
    access === 'anyone'
      ? 'Open to anyone.'
      : access === 'visitor'
        ? 'For whoever is signed in.'
        : 'mailbox' in access
          ? `In a mailbox open to the caller: ${access.mailbox}.`
          : `Roles: ${access.roles.join(', ')}.`;
  return [
    who,
    access === 'anyone'
      ? ''
      : scope === undefined
        ? 'Only with a session in a browser.'
        : `Tokens need the scope ${scope}.`,
    isSensitive ? 'A session must have been confirmed in the last ten minutes.' : '',
    perMinute === undefined ? '' : `At most ${perMinute} calls a minute.`,
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function securityOf(access: Access, scope: string | undefined): readonly Json[] {
  if (access === 'anyone') return [];
  return [{ session: [] }, ...(scope === undefined ? [] : [{ client: [scope] }, { token: [] }])];
}

/** Each field of a path or a query: its type as a handler gets it, and whether it may be left out. */
function fieldsOf(endpoint: Endpoint, where: 'path' | 'query', shapes: OpenApiShapes): readonly Json[] {
  const schema = where === 'path' ? endpoint.params : endpoint.query;
  return Object.entries<z.ZodType>(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: where,
    required: where === 'path' || !field.safeParse(undefined).success,
    schema: shapes.shapeOf(field, `${operationId(endpoint)}_${name}`, 'output'),
  }));
}

function bodyOf(endpoint: Endpoint, shapes: OpenApiShapes): Json {
  const { body, takesForms } = endpoint;
  if (body === 'octets') return { required: true, content: { 'application/octet-stream': { schema: {} } } };
  const schema = shapes.shapeOf(body as z.ZodType, `${operationId(endpoint)}_body`);
  return {
    required: true,
    content: {
      'application/json': { schema },
      ...(takesForms && { 'application/x-www-form-urlencoded': { schema } }),
    },
  };
}

function problemAnswer(): Json {
  return {
    description: 'Why not (RFC 9457)',
    headers: { 'X-Request-Id': { schema: { type: 'string' } }, 'Retry-After': { schema: { type: 'integer' } } },
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      // What `/oauth/token` refuses, as RFC 6749 5.2 wants it, with `error` besides.
      'application/json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  };
}

function schemes(): Json {
  return {
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-ceralacca',
      description: 'Set by signing in. What is not GET needs the header X-Ceralacca-CSRF (see GET /session).',
    },
    client: {
      type: 'oauth2',
      description: 'A client of OAuth 2 (RFC 6749 4.4), made in the settings.',
      flows: { clientCredentials: { tokenUrl: `${API_ROOT}/oauth/token`, scopes: SCOPE_WORDS } },
    },
    token: { type: 'http', scheme: 'bearer', description: 'A personal token with scopes, made in the settings.' },
  };
}
