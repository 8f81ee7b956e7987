import { isObject, type JsonObject } from '../json.ts';
import type { Schema } from '../schema/types.ts';

/** How a list is merged: item by item, by the keys of its items or by their value, or not at all. */
export const listType = (schema: Schema | undefined): 'atomic' | 'set' | 'map' =>
  schema?.['x-kubernetes-list-type'] ?? 'atomic';

/** The path element of a list's item. */
export function itemElement(item: unknown, schema: Schema): string {
  if (listType(schema) !== 'map') return `v:${JSON.stringify(item)}`;
  const keys: JsonObject = {};
  for (const key of [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const value = isObject(item) ? (item[key] ?? schema.items?.properties?.[key]?.default) : undefined;
    if (value !== undefined) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}
