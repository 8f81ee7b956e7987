import { describe, expect, test } from 'vitest';
import { applyJsonPatch, applyMergePatch } from './json.ts';

describe('JSON patch', () => {
  test('does all operations or none', () => {
    const before = { data: { a: '1' } };
    expect(() =>
      applyJsonPatch(before, [
        { op: 'add', path: '/data/b', value: '2' },
        { op: 'remove', path: '/data/c' },
      ]),
    ).toThrow(expect.objectContaining({ code: 422 }));
    expect(before).toEqual({ data: { a: '1' } });
  });

  test('lets replace set a field that is not there, but no list item', () => {
    expect(applyJsonPatch({ data: {}, list: [] }, [{ op: 'replace', path: '/data/a', value: '1' }])).toEqual({
      data: { a: '1' },
      list: [],
    });
    expect(() => applyJsonPatch({ list: [] }, [{ op: 'replace', path: '/list/3', value: '1' }])).toThrow();
  });

  test('refuses what is no list', () => {
    expect(() => applyJsonPatch({}, {})).toThrow(expect.objectContaining({ code: 400 }));
  });
});

describe('merge patch', () => {
  test('takes away by null, merges objects, replaces lists', () => {
    expect(
      applyMergePatch({ a: { b: 1, c: 2 }, d: [1, 2], e: 1 }, { a: { b: null, f: { g: null } }, d: [3] }),
    ).toEqual({
      a: { c: 2, f: {} },
      d: [3],
      e: 1,
    });
  });

  test('takes a field called __proto__ for a field', () => {
    const patch = JSON.parse('{"__proto__": {"polluted": true}}') as unknown;
    const merged = applyMergePatch({}, patch) as object;
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(Object.keys(merged)).toEqual(['__proto__']);
  });
});
