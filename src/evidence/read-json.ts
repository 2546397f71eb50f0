import { EvidenceFault } from './fault.ts';

/** Throws EvidenceFault. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvidenceFault('evidence: not JSON');
  }
}

export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new EvidenceFault('evidence: an object is missing');
  return value as Record<string, unknown>;
}

export function listOf(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw new EvidenceFault(`evidence: not a list of at most ${most}`);
  return value;
}

export function textOf(value: unknown, most: number): string {
  if (typeof value !== 'string' || value.length > most)
    throw new EvidenceFault(`evidence: not a text of at most ${most}`);
  return value;
}
