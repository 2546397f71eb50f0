import { z } from 'zod';
import * as contract from '#contract';

/** Shapes that the contract exports by name keep their names, in the OpenAPI document and in the types of the client. */
export function namedShapes() {
  const names = z.registry<{ id: string }>();
  for (const [name, value] of Object.entries(contract))
    if (value instanceof z.ZodType && isWorthAName(value))
      names.add(value, { id: name[0]!.toUpperCase() + name.slice(1) });
  return names;
}

/** Texts with a pattern are just texts to a compiler. */
function isWorthAName(schema: z.ZodType): boolean {
  return [z.ZodObject, z.ZodDiscriminatedUnion, z.ZodUnion, z.ZodLazy].some((kind) => schema instanceof kind);
}
