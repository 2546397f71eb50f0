import { z } from 'zod';
import { namedShapes } from './named-shapes.ts';

export type Json = { readonly [key: string]: unknown };

/**
 * Shapes as they are written on the wire, in JSON Schema 2020-12, as OpenAPI 3.1 has it. What has a name, and what contains itself, stands among
 * the schemas of the document, since references lead from its root.
 */
export class OpenApiShapes {
  readonly schemas: Record<string, unknown> = {};
  readonly #names = namedShapes();

  /** `name`: for what has to stand apart and has no name of its own. */
  shapeOf(schema: z.ZodType, name: string, io: 'input' | 'output' = 'input'): Json {
    const made = z.toJSONSchema(schema, { io, metadata: this.#names, unrepresentable: 'any' }) as Json;
    const { $schema: _, $defs = {}, id: own, ...shape } = made;
    const itself = typeof own === 'string' ? own : name;
    const place = (inner: string) => (inner.startsWith('__') ? `${itself}${inner}` : inner);
    const rooted = ({ id: _id, ...definition }: Json) =>
      JSON.parse(
        JSON.stringify(definition)
          .replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${itself}"`)
          .replace(
            /"\$ref":"#\/\$defs\/([^"]+)"/g,
            (_ref, inner: string) => `"$ref":"#/components/schemas/${place(inner)}"`,
          ),
      ) as Json;
    for (const [inner, definition] of Object.entries($defs as Json))
      this.schemas[place(inner)] ??= rooted(definition as Json);
    if (own === undefined && !JSON.stringify(shape).includes('"$ref":"#"')) return rooted(shape);
    this.schemas[itself] ??= rooted(shape);
    return { $ref: `#/components/schemas/${itself}` };
  }
}
