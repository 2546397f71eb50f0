import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { binaryArray } from './binary-array.ts';
import { connect } from './connection.ts';
import { withTestDatabase } from './test-database.ts';

test('arrays arrive in the database as they were, of every type and with NULLs', async () => {
  await withTestDatabase(async ({ server }) => {
    const client = await connect(server, 'test');
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', '').toWellFormed());
    const nullable = <T>(cell: fc.Arbitrary<T>) => fc.array(fc.option(cell));
    const columns = fc.record(
      {
        int4: nullable(fc.integer()),
        int8: nullable(fc.maxSafeInteger()),
        float8: nullable(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
        text: nullable(text),
        bytea: nullable(fc.uint8Array()),
      },
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(columns, async (given) => {
        const { rows } = await client.query(
          'SELECT $1::int4[] AS int4, $2::int8[] AS int8, $3::float8[] AS float8, $4::text[] AS text, $5::bytea[] AS bytea',
          (['int4', 'int8', 'float8', 'text', 'bytea'] as const).map((type) => binaryArray(type, given[type])),
        );
        const bytea = rows[0].bytea.map((cell: Buffer | null) => cell && Uint8Array.from(cell));
        assert.deepEqual({ ...rows[0], bytea }, given);
      }),
      { numRuns: 60 },
    );
    await client.end();
  });
});

test('a number that PostgreSQL would not keep exactly is refused', () => {
  assert.throws(() => binaryArray('int8', [2 ** 53]), RangeError);
  assert.throws(() => binaryArray('int8', [0.5]), RangeError);
  assert.throws(() => binaryArray('int4', [2 ** 31]), RangeError);
});
