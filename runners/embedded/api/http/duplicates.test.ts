import { expect, test } from 'vitest';
import { duplicateFields } from './duplicates.ts';

test('finds fields that are written twice, wherever they stand', () => {
  const text =
    '{"a": 1, "b": [{"c": 1, "c": 2}, {"c": "}"}], "d": {"a": {"x\\"": 1, "x\\"": 2}}, "a": "\\"a\\": 1"}';
  expect(duplicateFields(text)).toEqual([
    'duplicate field "b[0].c"',
    'duplicate field "d.a.x\\""',
    'duplicate field "a"',
  ]);
});

test('finds nothing in a text without', () => {
  expect(duplicateFields('{"a": {"a": [1, 2, {"a": "a"}]}, "b": "a"}')).toEqual([]);
});
