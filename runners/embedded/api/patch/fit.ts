import { isArray, isObject } from '../json.ts';
import type { Schema } from '../schema/types.ts';

/**
 * What of a value has no place in a schema, in the words of the library that Kubernetes keeps field ownership with: fields
 * that are not declared and values of another type. What is merely not valid (enums, ranges) fits.
 */
export function misfits(value: unknown, schema: Schema, path = ''): readonly string[] {
  if (value === null || schema['x-kubernetes-int-or-string'] === true) return [];
  const wrong = wrongType(value, schema);
  if (wrong !== undefined) return [`${path}: ${wrong}`];
  if (isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((item, at) => misfits(item, items, `${path}[${at}]`));
  }
  if (!isObject(value)) return [];
  const { properties = {}, additionalProperties } = schema;
  // An object of which nothing is said may hold anything there.
  const open =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    additionalProperties === true ||
    (Object.keys(properties).length === 0 && additionalProperties === undefined);
  return Object.keys(value).flatMap((key) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const below = known ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (below !== undefined) return misfits(value[key], below, `${path}.${key}`);
    return open ? [] : [`${path}.${key}: field not declared in schema`];
  });
}

const expected: Readonly<Record<string, string>> = {
  integer: 'numeric (int or float)',
  number: 'numeric (int or float)',
  string: 'string',
  boolean: 'boolean',
  object: 'map',
  array: 'list',
};

function wrongType(value: unknown, { type }: Schema): string | undefined {
  if (type === undefined) return undefined;
  const found = isArray(value) ? 'list' : isObject(value) ? 'map' : typeof value;
  const wanted = expected[type] ?? type;
  return found === wanted || (found === 'number' && wanted.startsWith('numeric'))
    ? undefined
    : `expected ${wanted}, got ${found}`;
}

/** The lines as one message. */
export const joined = (lines: readonly string[]): string =>
  lines.length === 1 ? (lines[0] ?? '') : `errors:\n${lines.map((line) => `  ${line}`).join('\n')}`;
