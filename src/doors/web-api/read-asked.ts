import type { z } from 'zod';
import type { Endpoint, Refusal, Sentence } from '#contract';
import { invalid, notThere } from './door-refusals.ts';
import { faultWords } from './fault-words.ts';

type Fault = Refusal['faults'][number];
type Where = 'params' | 'query' | 'body';

const STRANGER: Sentence = {
  it: 'Campo sconosciuto.',
  en: 'Unknown field.',
  de: 'Unbekanntes Feld.',
};

/** What a path, a query or a body says, checked; a path that names nothing possible is not there. Throws `Refusal`. */
export function readAsked(endpoint: Endpoint, where: Where, given: unknown): unknown {
  const schema = endpoint[where];
  if (schema === undefined || schema === 'octets') {
    if (where !== 'body' && Object.keys(Object(given)).length > 0) throw invalid(strangers(given, {}, [where]));
    return where === 'body' ? undefined : {};
  }
  const read = schema.safeParse(given);
  if (where === 'params' && !read.success) throw notThere();
  if (!read.success) throw invalid(faultsOf(schema, given, where));
  const unknown = strangers(given, read.data, [where]);
  if (unknown.length > 0) throw invalid(unknown);
  return read.data;
}

/** Fields that stand in what was given and that the schema did not take, whatever the depth. */
function strangers(given: unknown, taken: unknown, at: readonly (string | number)[]): readonly Fault[] {
  if (Array.isArray(given) && Array.isArray(taken))
    return given.flatMap((each, index) => strangers(each, taken[index], [...at, index]));
  if (!isRecord(given) || !isRecord(taken)) return [];
  return Object.keys(given).flatMap((key) =>
    Object.hasOwn(taken, key)
      ? strangers(given[key], taken[key], [...at, key])
      : [{ at: [...at, key].join('.'), code: 'unknown', detail: STRANGER }],
  );
}

/** Where the answer says more than was promised, or something else; for tests and the sandbox. */
export function answerFaults(schema: z.ZodType, answer: unknown): readonly string[] {
  const written: unknown = JSON.parse(JSON.stringify(answer) ?? 'null');
  const read = schema.safeParse(written);
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`);
  return strangers(written, read.data, []).map(({ at }) => `${at}: is not promised`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_FAULTS = 50;

function faultsOf(schema: z.ZodType, given: unknown, where: Where): readonly Fault[] {
  const issues = schema.safeParse(given).error?.issues ?? [];
  return issues.slice(0, MAX_FAULTS).map((issue) => ({
    at: [where, ...issue.path.map(String)].join('.'),
    code: issue.code,
    detail: faultWords(issue, valueAt(given, issue.path) === undefined),
  }));
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value === undefined ? undefined : Object(value)[key]), given);
}
