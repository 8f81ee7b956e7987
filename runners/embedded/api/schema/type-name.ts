import { isArray } from '../json.ts';
import type { Schema } from './types.ts';

/** The OpenAPI name of a JSON value's type. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

export function hasType(value: unknown, type: NonNullable<Schema['type']>): boolean {
  const actual = typeName(value);
  return actual === type || (type === 'number' && actual === 'integer');
}
