import { field, isObject, type JsonObject } from '../json.ts';
import { invalidValue, required, type FieldError } from '../status/field-error.ts';
import type { Schema } from './types.ts';
import type { Check } from './check.ts';

export function checkObject(
  value: JsonObject,
  schema: Schema,
  path: string,
  errors: FieldError[],
  check: Check,
  old: unknown,
): void {
  const { properties, additionalProperties, minProperties, maxProperties } = schema;
  const keys = Object.keys(value);
  const before = (name: string): unknown => (isObject(old) ? field(old, name) : undefined);
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (minProperties !== undefined && keys.length < minProperties) {
    errors.push(
      invalidValue(path, keys.length, `${path} in body should have at least ${minProperties} properties`),
    );
  }
  if (maxProperties !== undefined && keys.length > maxProperties) {
    errors.push(
      invalidValue(path, keys.length, `${path} in body should have at most ${maxProperties} properties`),
    );
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) errors.push(required(below(name)));
  }
  for (const key of keys) {
    if (properties !== undefined && Object.hasOwn(properties, key)) {
      const known = properties[key];
      if (known !== undefined) check(value[key], known, below(key), errors, before(key));
    } else if (typeof additionalProperties === 'object') {
      check(value[key], additionalProperties, below(key), errors, before(key));
    }
  }
}
