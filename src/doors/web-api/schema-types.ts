/** A JSON Schema as zod writes it: the parts of it that contracts use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

/** The TypeScript type of what such a schema describes. `nameOf`: of a definition that has a name of its own. */
export function typeOf(schema: Schema, nameOf: (ref: string) => string): string {
  const of = (inner: Schema) => typeOf(inner, nameOf);
  const { $ref, anyOf, oneOf, allOf } = schema;
  if ($ref !== undefined) return nameOf($ref.replace('#/$defs/', ''));
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const union = anyOf ?? oneOf;
  if (union) return [...new Set(union.map(of))].join(' | ');
  if (allOf) return allOf.map((one) => `(${of(one)})`).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => of({ ...schema, type })).join(' | ');
  return ofType(schema, of);
}

function ofType(schema: Schema, of: (inner: Schema) => string): string {
  switch (schema.type) {
    case 'object':
      return objectOf(schema, of);
    case 'array':
      return arrayOf(schema, of);
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    default:
      return 'unknown';
  }
}

function arrayOf({ items, prefixItems }: Schema, of: (inner: Schema) => string): string {
  if (prefixItems) return `readonly [${prefixItems.map(of).join(', ')}]`;
  const inner = typeof items === 'object' ? of(items) : 'unknown';
  return `readonly ${/[|&]/.test(inner) || inner.startsWith('readonly') ? `(${inner})` : inner}[]`;
}

function objectOf({ properties, required = [], additionalProperties }: Schema, of: (inner: Schema) => string): string {
  const fields = Object.entries(properties ?? {}).map(([name, inner]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const isNeeded = required.includes(name);
    return `readonly ${key}${isNeeded ? '' : '?'}: ${of(inner)}${isNeeded ? '' : ' | undefined'}`;
  });
  if (fields.length > 0) return `{ ${fields.join('; ')} }`;
  const rest = typeof additionalProperties === 'object' ? of(additionalProperties) : 'unknown';
  return `Readonly<Record<string, ${rest}>>`;
}
