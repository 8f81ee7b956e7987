import { describe, expect, test } from 'vitest';
import { applyDefaults } from './defaults.ts';
import { prune } from './prune.ts';
import type { Schema } from './types.ts';

const schema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        known: { type: 'string' },
        items: {
          type: 'array',
          items: { type: 'object', properties: { a: { type: 'string', default: 'x' } } },
        },
        marks: {
          type: 'object',
          additionalProperties: { type: 'object', properties: { b: { type: 'string' } } },
        },
        free: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
          properties: { closed: { type: 'object', properties: {} } },
        },
        embedded: {
          type: 'object',
          'x-kubernetes-embedded-resource': true,
          properties: { spec: { type: 'object', properties: {} } },
        },
        size: { type: 'integer', default: 3 },
        maybe: { type: 'integer', nullable: true, default: 4 },
      },
    },
  },
};

describe('pruning', () => {
  test('leaves out what the schema does not name, and says where', () => {
    const unknown: string[] = [];
    const value = {
      extra: 1,
      spec: {
        known: 'k',
        other: 1,
        items: [{ a: '1', c: 2 }],
        marks: { m: { b: '1', d: 2 } },
        free: { any: { thing: 1 }, closed: { e: 1 } },
      },
    };
    expect(prune(value, schema, { unknown })).toEqual({
      spec: {
        known: 'k',
        items: [{ a: '1' }],
        marks: { m: { b: '1' } },
        free: { any: { thing: 1 }, closed: {} },
      },
    });
    expect(unknown).toEqual([
      'extra',
      'spec.other',
      'spec.items[0].c',
      'spec.marks.m.d',
      'spec.free.closed.e',
    ]);
  });

  test('keeps kind, version and metadata of an embedded object', () => {
    const embedded = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', odd: 1 },
      spec: { x: 1 },
      other: 1,
    };
    expect(prune({ spec: { embedded } }, schema)).toEqual({
      spec: { embedded: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} } },
    });
  });

  test('drops nulls and empty lists only where asked', () => {
    expect(prune({ spec: { known: null, items: [] } }, schema)).toEqual({ spec: { known: null, items: [] } });
    expect(prune({ spec: { known: null, items: [] } }, schema, { dropNulls: true })).toEqual({ spec: {} });
  });
});

describe('defaults', () => {
  test('fill what is absent, and what is null but may not be', () => {
    const value = { spec: { items: [{}, { a: 'y' }], size: null, maybe: null } };
    applyDefaults(value, schema);
    expect(value).toEqual({ spec: { items: [{ a: 'x' }, { a: 'y' }], size: 3, maybe: null } });
  });

  test('do not make the objects that they would stand in', () => {
    const value = {};
    applyDefaults(value, schema);
    expect(value).toEqual({});
  });
});
