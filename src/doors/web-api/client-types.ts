import { z } from 'zod';
import { allEndpoints, type Endpoint } from '#contract';
import { namedShapes } from './named-shapes.ts';
import { type Schema, typeOf } from './schema-types.ts';

type Io = 'input' | 'output';

const HEAD = `// Made from src/contract by bin/pack-client.mjs; not to be changed by hand.
// biome-ignore-all format: made by a program
// biome-ignore-all lint: made by a program

/** A body or an answer that is octets, not JSON. */
export type OctetsIn = Uint8Array | Blob | ReadableStream<Uint8Array>;
export interface Octets { readonly stream: ReadableStream<Uint8Array>; readonly type: string; readonly name?: string; bytes(): Promise<Uint8Array> }
`;

/**
 * The types of the published client: every endpoint that programs may call, by its name, expanded from the contract so that who uses them
 * needs nothing else. \`client/endpoints.ts\` holds what this answers, and a test compares.
 */
export function clientTypes(): string {
  const names = new Names();
  const rows = allEndpoints.filter(isForPrograms).map((endpoint) => rowOf(endpoint, names));
  const wire = allEndpoints.filter(isForPrograms).flatMap((endpoint) => {
    const octets = endpoint.body === 'octets' ? ["body: 'octets'"] : [];
    const answer = endpoint.answer === 'octets' ? ["answer: 'octets'"] : [];
    const told = [...octets, ...answer].join(', ');
    return told === '' ? [] : [`  ${JSON.stringify(nameOf(endpoint))}: { ${told} },`];
  });
  const types = names.all().map(([name, type]) => `export type ${name} = ${type};`);
  return `${HEAD}
${types.join('\n')}

export interface Endpoints {
${rows.join('\n')}
}

/** Where octets go over the wire; everything else is JSON. */
export const WIRE: { readonly [N in keyof Endpoints]?: { readonly body?: 'octets'; readonly answer?: 'octets' } } = {
${wire.join('\n')}
};
`;
}

/** Those that a token opens, and those open to all; not what only a browser can follow. */
function isForPrograms({ scope, access, answer }: Endpoint): boolean {
  return (scope !== undefined || access === 'anyone') && answer !== 'elsewhere' && answer !== 'events';
}

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

function rowOf(endpoint: Endpoint, names: Names): string {
  const { summary, scope, params, query, body, answer } = endpoint;
  const asked = [
    params && `params: ${names.typeOf(params, 'input')}`,
    query && `query${isAllOptional(query) ? '?' : ''}: ${names.typeOf(query, 'input')}`,
    body && `body: ${body === 'octets' ? 'OctetsIn' : names.typeOf(body, 'input')}`,
  ].filter((one) => one !== undefined);
  const answered =
    answer === 'octets' ? 'Octets' : typeof answer === 'string' ? 'undefined' : names.typeOf(answer, 'output');
  const told = `${summary.replaceAll('*/', '* /')}.${scope ? ` Scope: \`${scope}\`.` : ''}`;
  return `  /** ${told} */
  ${JSON.stringify(nameOf(endpoint))}: { asking: { ${asked.join('; ')} }; answer: ${answered} };`;
}

function isAllOptional(schema: z.ZodObject): boolean {
  return schema.safeParse({}).success;
}

/** Types by their names; one that is written otherwise than it is read has two. */
class Names {
  readonly #registry = namedShapes();
  readonly #types = new Map<string, { readonly io: Io; readonly type: string }>();

  typeOf(schema: z.ZodType, io: Io): string {
    const made = z.toJSONSchema(schema, {
      io,
      metadata: this.#registry,
      unrepresentable: 'any',
    }) as unknown as Schema & {
      readonly id?: string;
      readonly $defs?: Readonly<Record<string, Schema>>;
    };
    for (const [name, definition] of Object.entries(made.$defs ?? {})) this.#define(name, definition, io);
    if (made.id !== undefined) {
      this.#define(made.id, made, io);
      return this.#nameFor(made.id, io);
    }
    return typeOf(made, (ref) => this.#nameFor(ref, io));
  }

  all(): readonly (readonly [name: string, type: string])[] {
    return [...this.#types].map(([name, { type }]) => [name, type] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #nameFor(name: string, io: Io): string {
    return io === 'input' ? `${name}Input` : name;
  }

  #define(name: string, definition: Schema, io: Io): void {
    const given = this.#nameFor(name, io);
    if (this.#types.has(given)) return;
    // It may name itself.
    this.#types.set(given, { io, type: 'unknown' });
    this.#types.set(given, { io, type: typeOf(definition, (ref) => this.#nameFor(ref, io)) });
  }
}
