import { isArray, isObject, type JsonObject } from '../json.ts';
import { duplicate, invalidValue, required, tooMany, type FieldError } from '../status/field-error.ts';
import type { Schema } from './types.ts';
import type { Check } from './check.ts';

export function checkArray(
  value: readonly unknown[],
  schema: Schema,
  path: string,
  errors: FieldError[],
  check: Check,
  old: unknown,
): void {
  const { minItems, maxItems, items } = schema;
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
  if (minItems !== undefined && value.length < minItems) {
    errors.push(invalidValue(path, value.length, `${path} in body should have at least ${minItems} items`));
  }
  const kind = schema['x-kubernetes-list-type'];
  if (items !== undefined) {
    const before = kind === 'map' ? oldItems(old, schema) : undefined;
    value.forEach((item, at) => {
      const was = before?.get(JSON.stringify(keysOf(item, schema['x-kubernetes-list-map-keys'] ?? [])));
      check(item, items, `${path}[${at}]`, errors, was);
    });
  }
  if (kind === 'set') checkUnique(value, (item) => item, path, errors);
  if (kind === 'map') {
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    value.forEach((item, at) => {
      for (const key of keys) {
        const optional =
          items?.properties?.[key]?.default !== undefined || items?.required?.includes(key) === true;
        if (isObject(item) && !optional && item[key] === undefined)
          errors.push(required(`${path}[${at}].${key}`));
      }
    });
    checkUnique(value, (item) => keysOf(item, keys), path, errors);
  }
}

/** Items of the old list by their keys: those of other lists cannot be told apart. */
const oldItems = (old: unknown, schema: Schema): ReadonlyMap<string, unknown> =>
  new Map(
    (isArray(old) ? old : []).map((item) => [
      JSON.stringify(keysOf(item, schema['x-kubernetes-list-map-keys'] ?? [])),
      item,
    ]),
  );

const keysOf = (item: unknown, keys: readonly string[]): unknown => {
  if (!isObject(item)) return item;
  const picked: JsonObject = {};
  for (const key of [...keys].sort()) if (item[key] !== undefined) picked[key] = item[key];
  return picked;
};

function checkUnique(
  value: readonly unknown[],
  identity: (item: unknown) => unknown,
  path: string,
  errors: FieldError[],
): void {
  const seen = new Set<string>();
  value.forEach((item, at) => {
    const key = JSON.stringify(identity(item));
    if (seen.has(key)) errors.push(duplicate(`${path}[${at}]`, identity(item)));
    seen.add(key);
  });
}
