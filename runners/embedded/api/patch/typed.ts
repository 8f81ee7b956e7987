import { clone, equal, isArray, isObject, setField, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/types.ts';
import { FieldSet } from './field-set.ts';
import { itemElement, listType } from './list-keys.ts';

/** What differs between two values of one schema. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

type Shape = 'map' | 'list' | 'leaf';

/** Whether a value is owned field by field, item by item or as a whole. */
export function shapeOf(value: unknown, schema: Schema | undefined): Shape {
  if (isArray(value)) return listType(schema) === 'atomic' ? 'leaf' : 'list';
  if (!isObject(value)) return 'leaf';
  return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
}

/** The fields that a value sets. */
export function fieldsOf(
  value: unknown,
  schema: Schema | undefined,
  into: FieldSet = new FieldSet(),
): FieldSet {
  for (const [element, item, below] of partsOf(value, schema)) {
    const shape = shapeOf(item, below);
    const container = shape !== 'leaf' && (isArray(item) || !isEmpty(item));
    if (!container || !element.startsWith('f:') || !isNamed(schema, element)) into.members.add(element);
    if (container && !isEmpty(item)) fieldsOf(item, below, into.child(element));
  }
  return into;
}

/** The fields that two values differ in. A container that appears or disappears counts itself, too. */
export function compare(before: unknown, after: unknown, schema: Schema | undefined): Comparison {
  const comparison = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  compareParts(before, after, schema, comparison.added, comparison.modified, comparison.removed);
  return comparison;
}

function compareParts(
  before: unknown,
  after: unknown,
  schema: Schema | undefined,
  added: FieldSet,
  modified: FieldSet,
  removed: FieldSet,
): void {
  const left = new Map(partsOf(before, schema).map((part) => [part[0], part]));
  for (const [element, item, below] of partsOf(after, schema)) {
    const old = left.get(element);
    left.delete(element);
    if (old === undefined) {
      everything(element, item, below, added);
    } else if (item !== old[1]) {
      compareItem(element, old[1], item, below, added, modified, removed);
    }
  }
  for (const [element, item, below] of left.values()) everything(element, item, below, removed);
}

function compareItem(
  element: string,
  before: unknown,
  after: unknown,
  schema: Schema | undefined,
  added: FieldSet,
  modified: FieldSet,
  removed: FieldSet,
): void {
  const shape = shapeOf(after, schema);
  const oldShape = shapeOf(before, schema);
  if (shape === oldShape && shape !== 'leaf') {
    const sets = [new FieldSet(), new FieldSet(), new FieldSet()] as const;
    compareParts(before, after, schema, ...sets);
    [added, modified, removed].forEach((into, at) => {
      const found = sets[at];
      if (found !== undefined && !found.empty) into.child(element).add(found);
    });
  } else if (before === null && shape !== 'leaf') {
    fieldsBelow(after, schema, added.child(element));
  } else if (!equal(before, after)) {
    modified.members.add(element);
  }
}

/** The element and all that lies below it, containers included. */
function everything(element: string, item: unknown, schema: Schema | undefined, into: FieldSet): void {
  into.members.add(element);
  if (shapeOf(item, schema) !== 'leaf' && !isEmpty(item)) fieldsBelow(item, schema, into.child(element));
}

function fieldsBelow(value: unknown, schema: Schema | undefined, into: FieldSet): void {
  for (const [element, item, below] of partsOf(value, schema)) everything(element, item, below, into);
}

type Part = readonly [element: string, item: unknown, schema: Schema | undefined];

/** The fields of an object or the items of a list that is merged item by item. */
export function partsOf(value: unknown, schema: Schema | undefined): Part[] {
  const shape = shapeOf(value, schema);
  if (shape === 'map') {
    return Object.entries(value as JsonObject)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [`f:${key}`, item, fieldSchema(schema, key)]);
  }
  if (shape === 'list' && schema !== undefined) {
    return (value as unknown[]).map((item) => [itemElement(item, schema), item, schema.items]);
  }
  return [];
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  (isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

const isNamed = (schema: Schema | undefined, element: string): boolean =>
  schema?.properties !== undefined && Object.hasOwn(schema.properties, element.slice(2));

/** `applied` laid over `live`: objects and keyed lists are merged, everything else is replaced. */
export function mergeTyped(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  const shape = shapeOf(applied, schema);
  if (shape === 'leaf' || shapeOf(live, schema) !== shape) return clone(applied);
  if (shape === 'map') {
    const merged: JsonObject = { ...(live as JsonObject) };
    for (const [key, item] of Object.entries(applied as JsonObject)) {
      setField(merged, key, mergeTyped(merged[key], item, fieldSchema(schema, key)));
    }
    return merged;
  }
  return schema === undefined ? clone(applied) : mergeList(live as unknown[], applied as unknown[], schema);
}

/** Items that both have keep the order of `applied`; items that only `live` has stay where they were relative to others. */
function mergeList(live: readonly unknown[], applied: readonly unknown[], schema: Schema): unknown[] {
  const wanted = new Map(applied.map((item) => [itemElement(item, schema), item]));
  const existing = new Map(live.map((item) => [itemElement(item, schema), item]));
  const merged: unknown[] = [];
  const waiting = [...wanted];
  const takeUpTo = (element: string): void => {
    while (waiting.some(([name]) => name === element)) {
      const next = waiting.shift();
      if (next === undefined) return;
      merged.push(mergeTyped(existing.get(next[0]), next[1], schema.items));
    }
  };
  for (const [element, item] of existing) {
    if (wanted.has(element)) takeUpTo(element);
    else merged.push(item);
  }
  for (const [element, item] of waiting) merged.push(mergeTyped(existing.get(element), item, schema.items));
  return merged;
}

/** `value` without the fields of `given` that nobody in `kept` holds. */
export function withoutFields(
  value: unknown,
  given: FieldSet,
  kept: FieldSet,
  schema: Schema | undefined,
): unknown {
  const shape = shapeOf(value, schema);
  if (shape === 'leaf') return value;
  const parts = partsOf(value, schema).flatMap(([element, item, below]): [string, unknown][] => {
    const inside = given.children.get(element);
    const held = kept.touches(element);
    const goes =
      given.members.has(element) || (inside !== undefined && !inside.empty && isNamed(schema, element));
    if (goes && !held) return [];
    if (inside === undefined) return [[element, item]];
    return [[element, withoutFields(item, inside, kept.children.get(element) ?? new FieldSet(), below)]];
  });
  if (shape === 'list') return parts.map(([, item]) => item);
  const left: JsonObject = {};
  for (const [element, item] of parts) setField(left, element.slice(2), item);
  return left;
}
