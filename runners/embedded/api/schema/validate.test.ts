import { describe, expect, test } from 'vitest';
import type { Schema } from './types.ts';
import { validate } from './validate.ts';

const wrong = (value: unknown, schema: Schema): readonly string[] =>
  validate(value, { type: 'object', properties: { field: schema } }).map(
    ({ field, message }) => `${field}: ${message}`,
  );

const found = (value: unknown, schema: Schema): readonly string[] => wrong({ field: value }, schema);

describe('validation by schema', () => {
  test.each<[string, unknown, Schema, string]>([
    [
      'type',
      'x',
      { type: 'integer' },
      'field: Invalid value: "string": field in body must be of type integer: "string"',
    ],
    [
      'null',
      null,
      { type: 'string' },
      'field: Invalid value: "null": field in body must be of type string: "null"',
    ],
    [
      'fraction',
      1.5,
      { type: 'integer' },
      'field: Invalid value: "number": field in body must be of type integer: "number"',
    ],
    [
      'enum',
      'c',
      { type: 'string', enum: ['b', 'a'] },
      'field: Unsupported value: "c": supported values: "b", "a"',
    ],
    [
      'minimum',
      -1,
      { type: 'integer', minimum: 0 },
      'field: Invalid value: -1: field in body should be greater than or equal to 0',
    ],
    [
      'exclusive',
      0,
      { type: 'integer', minimum: 0, exclusiveMinimum: true },
      'field: Invalid value: 0: field in body should be greater than 0',
    ],
    [
      'maximum',
      9,
      { type: 'integer', maximum: 5 },
      'field: Invalid value: 9: field in body should be less than or equal to 5',
    ],
    [
      'length',
      'a',
      { type: 'string', minLength: 2 },
      'field: Invalid value: "a": field in body should be at least 2 chars long',
    ],
    [
      'pattern',
      'A',
      { type: 'string', pattern: '^[a-z]$' },
      'field: Invalid value: "A": field in body should match \'^[a-z]$\'',
    ],
    [
      'items',
      [1, 2],
      { type: 'array', maxItems: 1, items: { type: 'integer' } },
      'field: Too many: 2: must have at most 1 items',
    ],
    [
      'not',
      'a',
      { type: 'string', not: { enum: ['a'] } },
      'field: Invalid value: "a": field in body must not validate the schema (not)',
    ],
    [
      'allOf',
      1,
      { type: 'integer', allOf: [{ minimum: 2 }] },
      'field: Invalid value: 1: field in body should be greater than or equal to 2',
    ],
  ])('%s', (_name, value, schema, message) => {
    expect(found(value, schema)).toEqual([message]);
  });

  test('required fields and paths through lists and maps', () => {
    const schema: Schema = {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          marks: { type: 'object', additionalProperties: { type: 'integer' } },
        },
      },
    };
    expect(found([{ name: 'a' }, { marks: { x: 'y' } }], schema)).toEqual([
      'field[1].name: Required value',
      'field[1].marks.x: Invalid value: "string": field[1].marks.x in body must be of type integer: "string"',
    ]);
  });

  test('keyed lists and sets without duplicates', () => {
    const keyed: Schema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a', 'b'],
      items: {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'string' }, b: { type: 'string', default: 'z' } },
      },
    };
    expect(found([{ a: '1' }, { a: '1', b: 'x' }, { a: '1', b: 'x' }], keyed)).toEqual([
      'field[2]: Duplicate value: {"a":"1","b":"x"}',
    ]);
    expect(
      found(['a', 'b', 'a'], { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }),
    ).toEqual(['field[2]: Duplicate value: "a"']);
  });

  test('int-or-string, nullable and formats', () => {
    expect(found(5, { 'x-kubernetes-int-or-string': true })).toEqual([]);
    expect(found('5', { 'x-kubernetes-int-or-string': true })).toEqual([]);
    expect(found(true, { 'x-kubernetes-int-or-string': true })).toHaveLength(1);
    expect(found(null, { type: 'string', nullable: true })).toEqual([]);
    expect(found('2024-01-02T03:04:05Z', { type: 'string', format: 'date-time' })).toEqual([]);
    expect(found('yesterday', { type: 'string', format: 'date-time' })).toHaveLength(1);
    expect(found('anything', { type: 'string', format: 'of-our-own' })).toEqual([]);
  });

  test('oneOf wants exactly one', () => {
    const schema: Schema = { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] };
    expect(found({ a: 1 }, schema)).toEqual([]);
    expect(found({ a: 1, b: 1 }, schema).join()).toContain('Found 2 valid alternatives');
    expect(found({}, schema).join()).toContain('Found none valid');
  });
});
