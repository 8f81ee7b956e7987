import type { Schema } from './types.ts';

/** Words to describe the built-in types with. */

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const int32: Schema = { type: 'integer', format: 'int32' };
export const int64: Schema = { type: 'integer', format: 'int64' };
export const time: Schema = { type: 'string', format: 'date-time', nullable: true };
export const intOrString: Schema = { 'x-kubernetes-int-or-string': true };
/** A resource amount: `100m` or `1`. */
export const quantity: Schema = { 'x-kubernetes-int-or-string': true };
export const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

export const object = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
});

/** An object that is owned and replaced as a whole. */
export const atomic = (schema: Schema): Schema => ({ ...schema, 'x-kubernetes-map-type': 'atomic' });

export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });

export const texts: Schema = mapOf(text);

/** A list that is owned and replaced as a whole. */
export const list = (items: Schema): Schema => ({ type: 'array', items, 'x-kubernetes-list-type': 'atomic' });

/** A list of scalars without duplicates, merged by value. */
export const setOf = (items: Schema): Schema => ({
  type: 'array',
  items,
  'x-kubernetes-list-type': 'set',
  'x-kubernetes-patch-strategy': 'merge',
});

/**
 * A list merged item by item.
 * @param keys the fields that tell items apart in server-side apply; a strategic merge patch goes by the first alone
 */
export const keyed = (items: Schema, ...keys: readonly [string, ...string[]]): Schema => ({
  type: 'array',
  items,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  'x-kubernetes-patch-strategy': 'merge',
  'x-kubernetes-patch-merge-key': keys[0],
});

/** Several fields of the same type. */
export const each = (schema: Schema, ...names: readonly string[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(names.map((name) => [name, schema]));

/** Marks a field that a strategic merge patch may replace with `$retainKeys`. */
export const retainKeys = (schema: Schema): Schema => {
  const strategy = schema['x-kubernetes-patch-strategy'];
  return {
    ...schema,
    'x-kubernetes-patch-strategy': strategy === undefined ? 'retainKeys' : `${strategy},retainKeys`,
  };
};
