import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { clientTypes } from './client-types.ts';
import { type Schema, typeOf } from './schema-types.ts';

test('client/endpoints.ts is what the contract says (else: node bin/pack-client.mjs --types)', () => {
  const kept = readFileSync(new URL('../../../client/endpoints.ts', import.meta.url), 'utf8');
  assert.ok(kept === clientTypes(), 'it is older than src/contract');
});

test('a program is offered what its token opens, and nothing that only a browser can do', () => {
  const types = clientTypes();
  assert.match(types, /^ {2}"POST \/mailboxes\/\{mailbox\}\/send": \{ asking: \{ params: .*body: Letter/m);
  assert.match(types, /^ {2}"GET \/mailboxes\/\{mailbox\}\/events\/\{event\}\/raw": .*answer: Octets \};$/m);
  for (const name of ['POST /credentials', 'PUT /security/password', 'GET /session/identity/{provider}'])
    assert.ok(!types.includes(`"${name}"`), name);
});

test('shapes become the types that hold exactly their values', () => {
  const type = (schema: z.ZodType, io: 'input' | 'output' = 'output') =>
    typeOf(z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema, (ref) => ref);
  const cases: readonly (readonly [z.ZodType, string])[] = [
    [z.string().max(3), 'string'],
    [z.int().min(0), 'number'],
    [z.literal(['a', 'b']), '"a" | "b"'],
    [z.string().nullable(), 'string | null'],
    [z.array(z.enum(['a', 'b'])), 'readonly ("a" | "b")[]'],
    [z.array(z.array(z.string())), 'readonly (readonly string[])[]'],
    [z.record(z.string(), z.number()), 'Readonly<Record<string, number>>'],
    [z.unknown(), 'unknown'],
    [
      z.object({ a: z.string().optional(), 'b-c': z.boolean() }),
      '{ readonly a?: string | undefined; readonly "b-c": boolean }',
    ],
    [z.union([z.string(), z.int()]), 'string | number'],
  ];
  for (const [schema, expected] of cases) assert.equal(type(schema), expected);
  assert.equal(type(z.object({ a: z.string().default('x') }), 'input'), '{ readonly a?: string | undefined }');
});
