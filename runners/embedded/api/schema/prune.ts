import { isArray, isObject, setField, type JsonObject } from '../json.ts';
import { metadata as metadataSchema } from './kinds/meta.ts';
import type { Schema } from './types.ts';

export interface PruneOptions {
  /** Receives the path of every field left out, for instance `spec.colour`. */
  readonly unknown?: string[];
  /** Leaves out fields that are null, and empty lists and maps: the built-in types do not tell them from absent ones. */
  readonly dropNulls?: boolean;
}

const nothing: PruneOptions = {};
const closed: Schema = {};

/** A copy of `value` without the fields that its schema does not name. */
export function prune(
  value: unknown,
  schema: Schema | undefined,
  options: PruneOptions = nothing,
  path = '',
): unknown {
  if (isArray(value)) {
    const items = schema?.items;
    if (items === undefined) return value;
    return value.map((item, at) => prune(item, items, options, `${path}[${at}]`));
  }
  return isObject(value) ? pruneObject(value, schema ?? closed, options, path) : value;
}

function pruneObject(value: JsonObject, schema: Schema, options: PruneOptions, path: string): JsonObject {
  const { properties, additionalProperties } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const kept: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (properties !== undefined && Object.hasOwn(properties, key)) {
      if (options.dropNulls === true && isNothing(item, properties[key])) continue;
      kept[key] = typeof item === 'object' ? prune(item, properties[key], options, join(path, key)) : item;
    } else if (typeof additionalProperties === 'object') {
      setField(kept, key, prune(item, additionalProperties, options, join(path, key)));
    } else if (embedded && embeddedFields.has(key)) {
      kept[key] = key === 'metadata' ? prune(item, metadataSchema, options, join(path, key)) : item;
    } else if (open) {
      setField(kept, key, item);
    } else {
      options.unknown?.push(join(path, key));
    }
  }
  return kept;
}

/** What the built-in types cannot tell from an absent field. */
const isNothing = (item: unknown, schema: Schema | undefined): boolean =>
  item === null ||
  (isArray(item) && item.length === 0) ||
  (schema?.additionalProperties !== undefined && isObject(item) && Object.keys(item).length === 0);

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const embeddedFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);
