import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { keyed, list, mapOf, object, text } from '../schema/builder.ts';
import { kind } from '../schema/kinds/meta.ts';
import { applyFields, type Applied } from './apply.ts';
import { misfits } from './fit.ts';
import type { Ownership } from './managed-fields.ts';

const schema = kind({
  data: mapOf(text),
  items: keyed(object({ name: text, value: text }), 'name'),
  whole: list(text),
});

interface Attempt {
  readonly live?: JsonObject;
  readonly owners?: readonly Ownership[];
  readonly manager?: string;
  readonly force?: boolean;
}

const apply = (
  wanted: JsonObject,
  { live, owners = [], manager = 'me', force = false }: Attempt = {},
): Applied =>
  applyFields({
    live,
    empty: {},
    wanted,
    schema,
    owners,
    manager: { manager, operation: 'Apply', apiVersion: 'v1', subresource: undefined },
    force,
    time: 'now',
    inspect: () => undefined,
    statusApart: false,
  });

const books = ({ owners }: Applied): unknown =>
  Object.fromEntries(owners.map(({ manager, fields }) => [manager, fields.toFieldsV1()]));

describe('server-side apply', () => {
  test('takes away what its manager no longer wants, and nothing of others', () => {
    const first = apply({ data: { a: '1', b: '1' } });
    const second = apply(
      { data: { b: '1', c: '2' } },
      { live: first.object as JsonObject, owners: first.owners, manager: 'other' },
    );
    const third = apply({ data: {} }, { live: second.object as JsonObject, owners: second.owners });
    expect(third.object).toEqual({ data: { b: '1', c: '2' } });
    expect(books(third)).toEqual({ other: { 'f:data': { 'f:b': {}, 'f:c': {} } }, me: { 'f:data': {} } });
  });

  test('refuses to change what another manager owns, unless forced', () => {
    const first = apply({ data: { a: '1' }, whole: ['x'] });
    const next = { live: first.object as JsonObject, owners: first.owners, manager: 'other' };
    expect(() => apply({ data: { a: '2' }, whole: ['y'] }, next)).toThrow(
      'Apply failed with 2 conflicts: conflicts with "me":\n- .data.a\n- .whole',
    );
    const forced = apply({ data: { a: '2' } }, { ...next, force: true });
    expect(forced.object).toEqual({ data: { a: '2' }, whole: ['x'] });
    expect(books(forced)).toEqual({ me: { 'f:whole': {} }, other: { 'f:data': { 'f:a': {} } } });
  });

  test('merges keyed lists item by item', () => {
    const first = apply({ items: [{ name: 'a', value: '1' }, { name: 'b' }] });
    const second = apply(
      { items: [{ name: 'c' }] },
      { live: first.object as JsonObject, owners: first.owners, manager: 'other' },
    );
    expect(second.object).toEqual({ items: [{ name: 'a', value: '1' }, { name: 'b' }, { name: 'c' }] });
    const third = apply(
      { items: [{ name: 'b' }] },
      { live: second.object as JsonObject, owners: second.owners },
    );
    expect(third.object).toEqual({ items: [{ name: 'b' }, { name: 'c' }] });
  });

  test('gives what nobody kept books of to a manager of its own', () => {
    const applied = apply({ data: { a: '1' } }, { live: { data: { a: '1', b: '2' } } });
    expect(books(applied)).toMatchObject({
      'before-first-apply': { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } },
    });
  });
});

describe('fit', () => {
  test('finds what is not declared and what has another type', () => {
    expect(misfits({ data: { a: 1 }, odd: true, items: [{ name: 'a', more: 1 }] }, schema)).toEqual([
      '.data.a: expected string, got number',
      '.odd: field not declared in schema',
      '.items[0].more: field not declared in schema',
    ]);
  });

  test('lets anything be where the schema says nothing', () => {
    expect(misfits({ free: { a: 1 } }, { type: 'object', properties: { free: { type: 'object' } } })).toEqual(
      [],
    );
  });
});
