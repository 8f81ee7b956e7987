import { describe, expect, test } from 'vitest';
import { keyed, list, mapOf, object, setOf, text } from '../schema/builder.ts';
import { applyStrategicPatch } from './strategic.ts';

const item = object({ name: text, value: text, more: object({ a: text, b: text }) });
const schema = object({
  items: keyed(item, 'name'),
  plain: list(text),
  finalizers: setOf(text),
  labels: mapOf(text),
  union: object({ a: text, b: text }),
});
const apply = (target: unknown, patch: unknown): unknown => applyStrategicPatch(target, patch, schema);

describe('strategic merge patch', () => {
  test('merges items by their key and puts new ones first', () => {
    const before = {
      items: [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ],
    };
    expect(apply(before, { items: [{ name: 'b', value: '3' }, { name: 'c' }] })).toEqual({
      items: [{ name: 'a', value: '1' }, { name: 'b', value: '3' }, { name: 'c' }],
    });
    expect(apply(before, { items: [{ name: 'c' }] })).toEqual({ items: [{ name: 'c' }, ...before.items] });
  });

  test('obeys $setElementOrder', () => {
    const before = { items: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] };
    const patch = {
      '$setElementOrder/items': [{ name: 'c' }, { name: 'a' }],
      items: [{ name: 'c', value: 'x' }],
    };
    expect(apply(before, patch)).toEqual({
      items: [{ name: 'b' }, { name: 'c', value: 'x' }, { name: 'a' }],
    });
  });

  test('deletes and replaces items and objects', () => {
    const before = { items: [{ name: 'a' }, { name: 'b' }], union: { a: '1' } };
    expect(apply(before, { items: [{ name: 'a', $patch: 'delete' }] })).toEqual({
      ...before,
      items: [{ name: 'b' }],
    });
    expect(apply(before, { items: [{ $patch: 'replace' }, { name: 'c' }] })).toEqual({
      ...before,
      items: [{ name: 'c' }],
    });
    expect(apply(before, { union: { $patch: 'replace', b: '2' } })).toEqual({ ...before, union: { b: '2' } });
  });

  test('keeps only $retainKeys', () => {
    expect(apply({ union: { a: '1' } }, { union: { $retainKeys: ['b'], b: '2' } })).toEqual({
      union: { b: '2' },
    });
  });

  test('adds to and deletes from lists of scalars', () => {
    expect(apply({ finalizers: ['a'] }, { finalizers: ['a', 'b'] })).toEqual({ finalizers: ['a', 'b'] });
    expect(apply({ finalizers: ['a', 'b'] }, { '$deleteFromPrimitiveList/finalizers': ['a'] })).toEqual({
      finalizers: ['b'],
    });
    expect(apply({ plain: ['a'] }, { plain: ['b'] })).toEqual({ plain: ['b'] });
  });

  test('refuses items without their key and unknown directives', () => {
    expect(() => apply({ items: [] }, { items: [{ value: 'x' }] })).toThrow(
      'does not contain declared merge key: name',
    );
    expect(() => apply({}, { union: { $patch: 'odd' } })).toThrow('Unknown patch type found: odd');
  });

  test('leaves the original as it was', () => {
    const before = { items: [{ name: 'a', more: { a: '1' } }], labels: { a: 'b' } };
    apply(before, { items: [{ name: 'a', more: { b: '2' } }], labels: { a: null } });
    expect(before).toEqual({ items: [{ name: 'a', more: { a: '1' } }], labels: { a: 'b' } });
  });
});
