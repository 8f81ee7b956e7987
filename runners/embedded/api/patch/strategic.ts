import { asText, clone, equal, isArray, isObject, setField, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/types.ts';
import { ApiError, badRequest } from '../status/error.ts';

const deleteItems = '$deleteFromPrimitiveList/';
const setOrder = '$setElementOrder/';

/** Kubernetes' strategic merge patch: lists are merged by the merge key that the schema names; `$patch`, `$retainKeys`, … are obeyed. */
export function applyStrategicPatch(target: unknown, patch: unknown, schema: Schema | undefined): unknown {
  if (!isObject(patch)) return clone(patch);
  const directive = patch['$patch'];
  if (directive === 'replace') return without(patch, '$patch');
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`Unknown patch type found: ${asText(directive)}`);
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  retain(merged, patch['$retainKeys']);
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith(setOrder)) continue;
    if (key.startsWith(deleteItems)) {
      const name = key.slice(deleteItems.length);
      const gone = isArray(value) ? value : [];
      if (isArray(merged[name]))
        merged[name] = merged[name].filter((item) => !gone.some((each) => equal(each, item)));
    } else if (value === null) {
      Reflect.deleteProperty(merged, key);
    } else {
      const below = fieldSchema(schema, key);
      const present = Object.hasOwn(merged, key) ? merged[key] : undefined;
      setField(
        merged,
        key,
        isArray(value) ? mergeList(present, value, below) : applyStrategicPatch(present, value, below),
      );
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(setOrder) || !isArray(order)) continue;
    const name = key.slice(setOrder.length);
    const before = isObject(target) && isArray(target[name]) ? target[name] : [];
    if (isArray(merged[name])) merged[name] = inOrder(merged[name], order, before, fieldSchema(schema, name));
  }
  return merged;
}

const without = (object: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

/** Only the named keys stay: how one union member replaces another. */
function retain(merged: JsonObject, keys: unknown): void {
  if (!isArray(keys)) return;
  for (const key of Object.keys(merged)) if (!keys.includes(key)) Reflect.deleteProperty(merged, key);
}

function mergeList(present: unknown, patch: readonly unknown[], schema: Schema | undefined): unknown {
  const merges = schema?.['x-kubernetes-patch-strategy']?.split(',').includes('merge') === true;
  const replaces = patch.some((item) => isObject(item) && item['$patch'] === 'replace');
  const plain = patch.filter(
    (item) => !(isObject(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1),
  );
  if (!merges || replaces) return clone(plain);
  const merged: unknown[] = isArray(present) ? [...present] : [];
  const key = schema['x-kubernetes-patch-merge-key'];
  if (key === undefined) {
    for (const item of plain) if (!merged.some((each) => equal(each, item))) merged.push(clone(item));
    return inOrder(merged, plain, isArray(present) ? present : [], schema);
  }
  for (const item of plain) {
    if (!isObject(item) || item[key] === undefined) {
      throw new ApiError(500, '', `map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    }
    const at = merged.findIndex((each) => isObject(each) && equal(each[key], item[key]));
    if (item['$patch'] === 'delete') {
      if (at >= 0) merged.splice(at, 1);
    } else if (at < 0) {
      merged.push(applyStrategicPatch({}, item, schema.items));
    } else {
      merged[at] = applyStrategicPatch(merged[at], item, schema.items);
    }
  }
  return inOrder(merged, plain, isArray(present) ? present : [], schema);
}

/**
 * Puts the items that `order` names in that order, and between them the others, each before the first one that it stood
 * before until now.
 */
function inOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  schema: Schema | undefined,
): unknown[] {
  const key = schema?.['x-kubernetes-patch-merge-key'];
  const identity = (item: unknown): unknown => (key !== undefined && isObject(item) ? item[key] : item);
  const place = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((each) => equal(identity(each), identity(item)));
  const named = items
    .filter((item) => place(order, item) >= 0)
    .sort((a, b) => place(order, a) - place(order, b));
  const others = items.filter((item) => place(order, item) < 0);
  const ordered: unknown[] = [];
  while (named.length > 0 && others.length > 0) {
    const [other, next] = [place(before, others[0]), place(before, named[0])];
    ordered.push(other >= 0 && next >= 0 && other < next ? others.shift() : named.shift());
  }
  return [...ordered, ...named, ...others];
}
