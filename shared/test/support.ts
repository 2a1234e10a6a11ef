import type { z } from 'zod';
import type { ContentType } from '../src/content-types.ts';
import type { DocumentOf } from '../src/contract/contracts.ts';
import { loadExamples, type Example } from '../src/examples.ts';

export const examples: readonly Example[] = loadExamples();
export const demo = examples.filter((example) => example.demo);

/** The English version of a curated example, for a test to break. */
export function copyOf<T extends ContentType>(type: T, name: 'full' | 'minimal'): DocumentOf<T> {
  const found = examples.find((example) => example.name === `${type}/${name}`)?.documents[0];
  if (!found) throw new Error(`shared/examples/${type}/${name}.json is missing.`);
  return structuredClone(found) as DocumentOf<T>;
}

/** A copy of a document in which the value at a path is another one. */
export function withValue(document: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const at = document as Record<string | number, unknown>;
  const next = withValue(at[key], rest, value);
  return Array.isArray(document)
    ? document.map((item: unknown, index) => (index === key ? next : item))
    : { ...at, [key]: next };
}

export interface Leaf {
  readonly path: string;
  /** The last name on the path, places in lists left out. */
  readonly key: string;
  readonly value: unknown;
}

/** Every value inside a document that has no values inside itself; an empty list is one. */
export function leavesOf(value: unknown, path = '', key = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, key, value }];
  const inside = Object.entries(value);
  if (inside.length === 0) return [{ path, key, value }];
  return inside.flatMap(([name, item]) =>
    leavesOf(item, path ? `${path}.${name}` : name, Array.isArray(value) ? key : name),
  );
}

/** The name of every field in a schema, however deep. */
export function fieldNamesOf(schema: z.core.$ZodType): string[] {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) => [name, ...fieldNamesOf(field)]);
    case 'array':
      return fieldNamesOf(def.element);
    case 'nullable':
      return fieldNamesOf(def.innerType);
    default:
      return [];
  }
}
