import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { FieldSet } from './field-set.ts';

const read = (fields: JsonObject): FieldSet => FieldSet.fromFieldsV1(fields);

const written = {
  'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
  'f:spec': {
    'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:image': {} } },
    'f:replicas': {},
  },
};

describe('FieldSet', () => {
  test('reads back what it writes', () => {
    expect(read(written).toFieldsV1()).toEqual(written);
  });

  test('tells a container that is owned itself from one that only leads to fields', () => {
    const labels = read(written).children.get('f:metadata');
    expect(labels?.members.has('f:labels')).toBe(true);
    expect(read(written).members.has('f:metadata')).toBe(false);
  });

  test('takes away field by field', () => {
    const rest = read(written).minus(
      read({ 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { 'f:image': {} } } } }),
    );
    expect(rest.toFieldsV1()).toEqual({
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': { 'f:containers': { 'k:{"name":"a"}': {} }, 'f:replicas': {} },
    });
  });

  test('keeps what both have', () => {
    const common = read(written).and(read({ 'f:spec': { 'f:replicas': {}, 'f:paused': {} } }));
    expect(common.toFieldsV1()).toEqual({ 'f:spec': { 'f:replicas': {} } });
  });

  test('is empty when nothing but empty branches is left', () => {
    const set = new FieldSet();
    set.child('f:spec').child('f:template');
    expect(set.empty).toBe(true);
    expect(set.toFieldsV1()).toEqual({});
  });

  test('a copy is another set', () => {
    const original = read(written);
    original.copy().child('f:spec').members.add('f:new');
    expect(original.toFieldsV1()).toEqual(written);
  });
});
