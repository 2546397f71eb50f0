import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allEndpoints, SCOPES } from '#contract';
import { openApiDocument, operationId } from './openapi.ts';
import { serveApiDocuments } from './serve-api-documents.ts';
import { testWebApi } from './test-web-api.ts';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly $ref?: string; readonly content?: Record<string, unknown> }>;
}

const facts = { title: 'Gestore Alfa', version: '1.2.3' };
const document = openApiDocument(facts) as unknown as {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Record<string, Record<string, unknown>>;
  readonly webhooks: Record<string, unknown>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('every endpoint stands in the OpenAPI document, and nothing else', () => {
  const named = (method: string, path: string) => `${method.toUpperCase()} ${path}`;
  assert.deepEqual(
    operations.map(({ method, path }) => named(method, path)).sort(),
    allEndpoints.map(({ method, path }) => named(method, path)).sort(),
  );
  assert.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, allEndpoints.length);
});

test('each operation is whole: its path is filled, its security known, its answers told', () => {
  for (const { path, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    const holes = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(inPath.map(({ name }) => name).sort(), holes.sort(), path);
    assert.ok(
      inPath.every(({ required }) => required),
      path,
    );
    for (const demand of operation.security)
      for (const [scheme, scopes] of Object.entries(demand)) {
        assert.ok(document.components.securitySchemes![scheme] !== undefined, scheme);
        assert.ok(
          scopes.every((scope) => SCOPES.includes(scope as never)),
          scopes.join(),
        );
      }
    assert.ok(
      Object.keys(operation.responses).some((status) => /^[23]\d\d$/.test(status)),
      path,
    );
    assert.ok(operation.responses.default !== undefined, path);
  }
});

test('every reference leads somewhere', () => {
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string') walk(inner);
      else {
        const found = inner
          .slice(2)
          .split('/')
          .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
        assert.ok(inner.startsWith('#/') && found !== undefined, inner);
      }
    }
  };
  walk(document);
});

test('shapes have the names of the contract, and none was made up for what contains itself', () => {
  const names = Object.keys(document.components.schemas!);
  for (const name of ['ChainEvent', 'Letter', 'MessageView', 'PartView', 'Problem', 'WebhookCall'])
    assert.ok(names.includes(name), name);
  assert.deepEqual(
    names.filter((name) => !/^[A-Z][A-Za-z]*$/.test(name)),
    [],
  );
});

test('fields of the request that mean something are told: keys, cursors of streams, ranges; and what we call is told too', () => {
  const of = (name: string) => {
    const [method, path] = name.split(' ') as [string, string];
    return document.paths[path]![method.toLowerCase()]!;
  };
  const headers = (name: string) =>
    (of(name).parameters ?? []).filter((one) => one.in === 'header').map((one) => one.name);
  assert.deepEqual(headers('POST /mailboxes/{mailbox}/send'), ['Idempotency-Key']);
  assert.deepEqual(headers('POST /mailboxes/{mailbox}/send/raw'), ['Idempotency-Key']);
  const events = 'GET /mailboxes/{mailbox}/events';
  assert.deepEqual(headers(events), ['Last-Event-ID']);
  assert.deepEqual(Object.keys(of(events).responses[200]!.content!), ['application/json', 'text/event-stream']);
  const raw = 'GET /mailboxes/{mailbox}/events/{event}/raw';
  assert.deepEqual(headers(raw), ['Range', 'If-Range', 'If-None-Match']);
  assert.deepEqual(Object.keys(of(raw).responses), ['200', '206', '304', '416', 'default']);
  assert.deepEqual(Object.keys(document.webhooks), ['events']);
});

test('numbers in queries are numbers there, and what has a default may be left out', () => {
  const list = document.paths['/mailboxes/{mailbox}/folders/{folder}/messages']!.get!;
  const limit = list.parameters!.find(({ name }) => name === 'limit')!;
  assert.deepEqual([limit.required, (limit.schema as { type: string }).type], [false, 'integer']);
  assert.equal(operationId({ method: 'GET', path: '/mailboxes/{mailbox}/send/raw' }), 'getMailboxesMailboxSendRaw');
});

test('both documents are served to anybody, the page without a script', async (t) => {
  const api = await testWebApi({}, []);
  t.after(() => api.close());
  serveApiDocuments(api.listener, facts);
  const json = await api.call('GET /openapi.json');
  assert.deepEqual([json.status, json.headers['content-type']], [200, 'application/json; charset=utf-8']);
  const again = await api.call('GET /openapi.json', { headers: { 'if-none-match': String(json.headers.etag) } });
  assert.equal(again.status, 304);
  const page = await api.listener.app.inject({ url: '/api/', headers: { host: 'webmail.alfa.example' } });
  assert.equal(page.statusCode, 200);
  assert.doesNotMatch(page.payload, /<script|style="|https?:\/\//);
  assert.match(page.payload, /\/mailboxes\/\{mailbox\}\/send/);
  assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe-inline/);
});

test('patterns are those of any language: no classes of Unicode, which Python and others do not know', () => {
  const patterns = [...JSON.stringify(document).matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, pattern]) => pattern!,
  );
  assert.ok(patterns.length > 50);
  assert.deepEqual(
    patterns.filter((pattern) => /\\\\[pP]\{/.test(pattern)),
    [],
  );
});
