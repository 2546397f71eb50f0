import { z } from 'zod';

export type Json = { readonly [key: string]: unknown };

/**
 * Shapes as they are written on the wire, in JSON Schema 2020-12, as OpenAPI 3.1 has it. What contains itself stands among the schemas of the
 * document, since references lead from its root.
 */
export class OpenApiShapes {
  readonly schemas: Record<string, unknown> = {};

  /** `name`: for what has to stand apart. */
  shapeOf(schema: z.ZodType, name: string, io: 'input' | 'output' = 'input'): Json {
    const { $schema: _, $defs, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    const text = JSON.stringify(shape);
    if ($defs === undefined && !text.includes('"$ref":"#"')) return shape;
    const place = (inner: string) => `#/components/schemas/${name}${inner}`;
    const rooted = (json: string) =>
      JSON.parse(
        json
          .replaceAll('"$ref":"#"', `"$ref":"${place('')}"`)
          .replace(/"\$ref":"#\/\$defs\/([^"]+)"/g, (_ref, inner: string) => `"$ref":"${place(`_${inner}`)}"`),
      ) as Json;
    for (const [inner, definition] of Object.entries(($defs ?? {}) as Json))
      this.schemas[`${name}_${inner}`] = rooted(JSON.stringify(definition));
    this.schemas[name] = rooted(text);
    return { $ref: place('') };
  }
}
