/**
 * A copy that nobody can change, of plain data: what the caller changes later changes nothing in the store. Octets are not
 * copied: whoever gives bytes to the store gives them away.
 */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T;
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) if (field !== undefined) copy[name] = frozenCopy(field);
  return Object.freeze(copy) as T;
}
