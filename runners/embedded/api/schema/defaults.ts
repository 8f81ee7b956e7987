import { clone, isArray, isObject, type JsonObject } from '../json.ts';
import type { Schema } from './types.ts';

/** Fills in defaults, in place: where a field is absent, and where it is null but may not be. */
export function applyDefaults(value: unknown, schema: Schema | undefined): void {
  if (schema === undefined || !hasDefaults(schema)) return;
  if (isArray(value)) {
    for (const item of value) applyDefaults(item, schema.items);
  } else if (isObject(value)) {
    defaultFields(value, schema);
  }
}

function defaultFields(value: JsonObject, schema: Schema): void {
  const { properties = {}, additionalProperties } = schema;
  for (const [name, below] of Object.entries(properties)) {
    const absent = !Object.hasOwn(value, name) || (value[name] === null && below.nullable !== true);
    if (absent && below.default !== undefined) value[name] = clone(below.default);
    if (Object.hasOwn(value, name)) applyDefaults(value[name], below);
  }
  if (typeof additionalProperties !== 'object') return;
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(properties, key)) applyDefaults(value[key], additionalProperties);
  }
}

const known = new WeakMap<Schema, boolean>();

/** Whether there is any default below, so that most objects are not walked at all. */
function hasDefaults(schema: Schema): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const { properties = {}, additionalProperties, items } = schema;
  const found =
    schema.default !== undefined ||
    Object.values(properties).some(hasDefaults) ||
    (typeof additionalProperties === 'object' && hasDefaults(additionalProperties)) ||
    (items !== undefined && hasDefaults(items));
  known.set(schema, found);
  return found;
}
